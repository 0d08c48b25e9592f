using System.Collections.Concurrent;

namespace RerankKit.Models.Tests.Inference;

/// <summary>A runner whose runs end when the test says so; a sequence's number is its first token.</summary>
internal sealed class HeldRunner(HeldRunner.Log log) : IBatchRunner
{
    public ValueTask RunAsync(SequenceBatch batch, CancellationToken cancellationToken)
    {
        int[] lengths = new int[batch.Count];
        int[] names = new int[batch.Count];
        for (int row = 0; row < batch.Count; row++)
        {
            lengths[row] = batch.Tokens(row).Length;
            names[row] = TokenArena.IdOf(batch.Tokens(row)[0]);
            batch.Logits[row] = names[row];
        }

        log.Batches.Enqueue(new(names, lengths, batch.Length, batch.IsAlone));
        log.Begun.Release();
        log.Permits.Wait(cancellationToken);
        if (log.Failure is { } failure)
        {
            throw failure;
        }

        return default;
    }

    public void Dispose() => Interlocked.Increment(ref log.Disposed);

    internal sealed record Batch(int[] Names, int[] Lengths, int PaddedLength, bool IsAlone);

    internal sealed class Log : IDisposable
    {
        public int Disposed;

        public ConcurrentQueue<Batch> Batches { get; } = [];

        public SemaphoreSlim Begun { get; } = new(0);

        public SemaphoreSlim Permits { get; } = new(0);

        public Exception? Failure { get; set; }

        public void Dispose()
        {
            Begun.Dispose();
            Permits.Dispose();
        }
    }
}
