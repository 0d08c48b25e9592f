using System.Buffers;

namespace RerankKit.LateInteraction;

/// <content>The best documents only.</content>
public sealed partial class MaxSimQuery
{
    // Of the rounding in dot products and their sum.
    private const double Rounding = 1.0 / (1 << 22);

    /// <summary>Finds the best documents: exactly those that <see cref="Score(ReadOnlySpan{ReadOnlyMemory{byte}}, Span{float}, int)"/> would rank first.</summary>
    /// <param name="documents">Encoded documents, each a whole number of vectors as the codec wrote them. Good ones first are fastest.</param>
    /// <param name="count">How many are wanted; at least 1.</param>
    /// <param name="indices">Receives their places in <paramref name="documents"/>, best first; of equal scores the earlier first.</param>
    /// <param name="scores">Receives their scores.</param>
    /// <param name="maxDegreeOfParallelism">How many threads may work on it, this one included; at least 1. With more than 1 no document is given up early.</param>
    /// <returns>How many were found: <paramref name="count"/>, or the number of documents if there are fewer.</returns>
    /// <remarks>
    /// On one thread, and with <see cref="MaxSimOptions.MaxDocumentNorm"/> set, a document is given up once the query tokens still to be matched could not
    /// lift it into the results even at the greatest dot product that lengths allow. Kernels match 8, 16 or 32 query tokens at a time (128, 256 or 512
    /// bits), so only longer queries gain.
    /// </remarks>
    /// <exception cref="ArgumentException">As of scoring; or <paramref name="indices"/> or <paramref name="scores"/> is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> or <paramref name="maxDegreeOfParallelism"/> is less than 1.</exception>
    public int Top(
        ReadOnlySpan<ReadOnlyMemory<byte>> documents, int count, Span<int> indices, Span<float> scores, int maxDegreeOfParallelism = 1)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDegreeOfParallelism, 1);
        count = Math.Min(count, documents.Length);
        if (indices.Length < count || scores.Length < count)
        {
            throw new ArgumentException($"There is room for {indices.Length} indices and {scores.Length} scores, and {count} of each are to be written.");
        }

        var best = new BestScores(indices[..count], scores[..count]);
        if (maxDegreeOfParallelism > 1)
        {
            ScoreAll(documents, ref best, maxDegreeOfParallelism);
        }
        else
        {
            ScoreWhileHopeful(documents, ref best);
        }

        return count;
    }

    private void ScoreAll(ReadOnlySpan<ReadOnlyMemory<byte>> documents, ref BestScores best, int maxDegreeOfParallelism)
    {
        float[] all = ArrayPool<float>.Shared.Rent(documents.Length);
        Score(documents, all, maxDegreeOfParallelism);
        for (int i = 0; i < documents.Length; i++)
        {
            best.Add(i, all[i]);
        }

        ArrayPool<float>.Shared.Return(all);
    }

    private void ScoreWhileHopeful(ReadOnlySpan<ReadOnlyMemory<byte>> documents, ref BestScores best)
    {
        using PinnedMemory memory = RentMemory();
        double[] rest = ArrayPool<double>.Shared.Rent(_packed.GroupCount);
        FindRest(rest);
        for (int i = 0; i < documents.Length; i++)
        {
            float score = ScoreWhileHopeful(documents[i].Span, memory, rest, best.Least);
            if (!float.IsNegativeInfinity(score))
            {
                best.Add(i, RequireFinite(score, i));
            }
        }

        ArrayPool<double>.Shared.Return(rest);
    }

    /// <summary>Per group the most that the groups behind it can add.</summary>
    private void FindRest(Span<double> rest)
    {
        double length = _options.MaxDocumentNorm is { } norm ? _codec.BoundLength(norm) * (1 + (_codec.Dimension * Rounding)) : double.PositiveInfinity;
        double sum = 0;
        int index = _packed.Count;
        for (int group = _packed.GroupCount - 1; group >= 0; group--)
        {
            rest[group] = sum;
            for (int first = group * _packed.GroupSize; index > first; index--)
            {
                sum += _packed.Length(index - 1) * length;
            }
        }
    }

    /// <summary>The score of a document, or minus infinity once it cannot exceed <paramref name="least"/>.</summary>
    private unsafe float ScoreWhileHopeful(ReadOnlySpan<byte> document, PinnedMemory memory, double[] rest, float least)
    {
        int tokens = _codec.CountTokens(document.Length);
        if (tokens == 0)
        {
            return EmptyDocumentScore;
        }

        float* maxima = (float*)memory.Start;
        double sum = 0;
        fixed (byte* start = document)
        {
            for (int group = 0; group < _packed.GroupCount; group++)
            {
                int first = group * _packed.GroupSize;
                _packed.Match(start, tokens, group, group + 1, memory.Start + MaximaBytes, maxima);
                for (int i = first; i < Math.Min(first + _packed.GroupSize, _packed.Count); i++)
                {
                    sum += maxima[i];
                }

                // Rounding to single precision keeps the order; the sum's own rounding is far below what Rounding allows for.
                if (group + 1 < _packed.GroupCount && Finish(sum + rest[group]) <= least)
                {
                    return float.NegativeInfinity;
                }
            }
        }

        return Finish(sum);
    }

    /// <summary>The best scores so far, in order.</summary>
    private ref struct BestScores(Span<int> indices, Span<float> scores)
    {
        private readonly Span<int> _indices = indices;
        private readonly Span<float> _scores = scores;
        private int _count;

        /// <summary>What a document has to exceed; minus infinity as long as there is room.</summary>
        public readonly float Least => _count < _scores.Length ? float.NegativeInfinity : _scores[^1];

        /// <summary>Adds a document behind all those that are as good, as they came before it.</summary>
        public void Add(int index, float score)
        {
            if (!(score > Least))
            {
                return;
            }

            int place = _count;
            while (place > 0 && _scores[place - 1] < score)
            {
                place--;
            }

            int moved = Math.Min(_count, _scores.Length - 1) - place;
            _scores.Slice(place, moved).CopyTo(_scores[(place + 1)..]);
            _indices.Slice(place, moved).CopyTo(_indices[(place + 1)..]);
            _scores[place] = score;
            _indices[place] = index;
            _count = Math.Min(_count + 1, _scores.Length);
        }
    }
}
