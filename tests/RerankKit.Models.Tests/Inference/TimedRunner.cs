using System.Collections.Concurrent;
using RerankKit.Conformance;

namespace RerankKit.Models.Tests.Inference;

/// <summary>A runner whose runs take time on the manual clock, by their padded tokens, and end early when they are stopped.</summary>
internal sealed class TimedRunner(ManualTimeProvider clock, Func<long, double> milliseconds, ConcurrentQueue<int[]> batches) : IBatchRunner
{
    public ValueTask RunAsync(SequenceBatch batch, CancellationToken cancellationToken)
    {
        int[] names = new int[batch.Count];
        for (int row = 0; row < batch.Count; row++)
        {
            names[row] = TokenArena.IdOf(batch.Tokens(row)[0]);
            batch.Logits[row] = names[row];
        }

        batches.Enqueue(names);
        clock.Advance(TimeSpan.FromMilliseconds(milliseconds(batch.PaddedTokens)));
        cancellationToken.ThrowIfCancellationRequested();
        return default;
    }

    public void Dispose()
    {
        // Nothing of its own.
    }
}
