using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace RerankKit.Models;

/// <summary>Encodes the texts of a call into a request, on several threads where there is much to encode. Thread-safe.</summary>
internal sealed class SequenceWriter
{
    // Below this many characters another thread costs more than it brings.
    private const int ParallelCharacters = 32_768;
    private readonly ConcurrentBag<SequenceScratch> _scratches = [];

    /// <summary>Encodes texts. The caller arranges and disposes the request.</summary>
    /// <param name="encoder">Lays out one text.</param>
    /// <param name="count">How many texts there are.</param>
    /// <param name="text">Gives each of them.</param>
    /// <param name="sink">Receives the vectors; null where there are none.</param>
    /// <param name="cancellationToken">Stops between two texts.</param>
    /// <param name="order">The order in which texts are encoded; null for their own.</param>
    /// <param name="isLate">Asked between two texts: those that come later stay without a sequence. The first is always encoded.</param>
    public SequenceRequest Write(
        ISequenceEncoder encoder, int count, Func<int, string> text, ITokenVectorSink? sink, CancellationToken cancellationToken, int[]? order = null, Func<bool>? isLate = null)
    {
        long characters = 0;
        for (int i = 0; i < count; i++)
        {
            characters += text(i).Length;
        }

        int threads = (int)Math.Clamp(characters / ParallelCharacters, 1, Math.Min(Environment.ProcessorCount, count));
        var request = new SequenceRequest(count, threads) { Sink = sink };
        try
        {
            if (threads == 1)
            {
                WritePart(0, 1);
            }
            else
            {
                WriteAtOnce(threads, arena => WritePart(arena, threads), cancellationToken);
            }

            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }

        void WritePart(int arena, int step)
        {
            if (!_scratches.TryTake(out SequenceScratch? scratch))
            {
                scratch = new();
            }

            for (int i = arena; i < count && !(i > 0 && isLate?.Invoke() == true); i += step)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int index = order is null ? i : order[i];
                bool isTruncated = encoder.Encode(text(index), scratch);
                request.Write(index, arena, scratch.Ids, scratch.TypeIds, isTruncated);
            }

            _scratches.Add(scratch);
        }
    }

    /// <summary>A failure is what it would be on one thread, whichever thread it came from.</summary>
    private static void WriteAtOnce(int threads, Action<int> write, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, threads, write);
        }
        catch (AggregateException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
