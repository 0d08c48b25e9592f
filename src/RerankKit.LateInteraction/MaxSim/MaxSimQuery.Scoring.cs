using System.Buffers;

namespace RerankKit.LateInteraction;

/// <content>Scoring.</content>
public sealed partial class MaxSimQuery
{
    // A thread is worth waking for some 50 microseconds of work.
    private const long ProductsPerThread = 4_000_000;

    private int MaximaBytes => ((_packed.PaddedCount * sizeof(float)) + Alignment - 1) & -Alignment;

    private int WorkBytes => checked(MaximaBytes + _packed.ScratchBytes);

    /// <summary>Scores documents.</summary>
    /// <param name="documents">Encoded documents, each a whole number of vectors as the codec wrote them.</param>
    /// <param name="scores">Receives one score per document; at least as long as <paramref name="documents"/>.</param>
    /// <param name="maxDegreeOfParallelism">How many threads may work on it, this one included; at least 1. Scores do not depend on it.</param>
    /// <exception cref="ArgumentException">
    /// There is too little room for the scores, a document is no whole number of vectors, or its score is not finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDegreeOfParallelism"/> is less than 1.</exception>
    /// <exception cref="InvalidDataException">A document names a centroid that its residual codec does not have.</exception>
    public void Score(ReadOnlySpan<ReadOnlyMemory<byte>> documents, Span<float> scores, int maxDegreeOfParallelism = 1)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDegreeOfParallelism, 1);
        if (scores.Length < documents.Length)
        {
            throw new ArgumentException($"There is room for {scores.Length} scores, and there are {documents.Length} documents.", nameof(scores));
        }

        int threads = CountThreads(documents, maxDegreeOfParallelism);
        if (threads > 1)
        {
            ScoreInParallel(documents, scores, threads);
        }
        else
        {
            using var memory = PinnedMemory.Rent(WorkBytes);
            for (int i = 0; i < documents.Length; i++)
            {
                scores[i] = Score(documents[i].Span, memory);
            }
        }

        for (int i = 0; i < documents.Length; i++)
        {
            RequireFinite(scores[i], i);
        }
    }

    /// <summary>Scores a document in memory that <see cref="WorkBytes"/> asked for. The score may not be finite.</summary>
    internal unsafe float Score(ReadOnlySpan<byte> document, PinnedMemory memory)
    {
        int tokens = _codec.CountTokens(document.Length);
        if (tokens == 0)
        {
            return EmptyDocumentScore;
        }

        float* maxima = (float*)memory.Start;
        fixed (byte* start = document)
        {
            _packed.Match(start, tokens, 0, _packed.GroupCount, memory.Start + MaximaBytes, maxima);
        }

        return Finish(Sum(maxima, 0, _packed.Count));
    }

    /// <summary>Memory to score in.</summary>
    internal PinnedMemory RentMemory() => PinnedMemory.Rent(WorkBytes);

    private static unsafe double Sum(float* maxima, int first, int end)
    {
        double sum = 0;
        for (int i = first; i < end; i++)
        {
            sum += maxima[i];
        }

        return sum;
    }

    private static float RequireFinite(float score, int index) =>
        float.IsFinite(score)
            ? score
            : throw new ArgumentException($"The score of document {index} is {score}: it was not written by this codec, or its numbers are too large to add.", "documents");

    private float Finish(double sum) => (float)(_options.Mean ? sum / _packed.Count : sum);

    private int CountThreads(ReadOnlySpan<ReadOnlyMemory<byte>> documents, int maximum)
    {
        long tokens = 0;
        foreach (ReadOnlyMemory<byte> document in documents)
        {
            tokens += _codec.CountTokens(document.Length);
        }

        long products = tokens * _codec.Dimension * _packed.PaddedCount;
        return (int)Math.Min(Math.Min(maximum, documents.Length), Math.Max(products / ProductsPerThread, 1));
    }

    private void ScoreInParallel(ReadOnlySpan<ReadOnlyMemory<byte>> documents, Span<float> scores, int threads)
    {
        // Other threads cannot hold on to the caller's spans.
        ReadOnlyMemory<byte>[] copies = ArrayPool<ReadOnlyMemory<byte>>.Shared.Rent(documents.Length);
        float[] results = ArrayPool<float>.Shared.Rent(documents.Length);
        documents.CopyTo(copies);
        try
        {
            new MaxSimRun(this, copies, results, documents.Length, threads).Run();
            results.AsSpan(0, documents.Length).CopyTo(scores);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(results);
            ArrayPool<ReadOnlyMemory<byte>>.Shared.Return(copies, clearArray: true);
        }
    }
}
