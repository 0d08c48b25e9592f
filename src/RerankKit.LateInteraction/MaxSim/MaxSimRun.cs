using System.Runtime.ExceptionServices;

namespace RerankKit.LateInteraction;

/// <summary>Documents that several threads score, the caller's among them. Whoever is free takes the next few.</summary>
internal sealed class MaxSimRun : IThreadPoolWorkItem
{
    private const int TurnsPerThread = 8;
    private readonly MaxSimQuery _query;
    private readonly ReadOnlyMemory<byte>[] _documents;
    private readonly float[] _scores;
    private readonly int _count;
    private readonly int _threads;
    private readonly int _turn;
    private readonly object _gate = new();
    private ExceptionDispatchInfo? _failure;
    private int _next;
    private int _done;

    public MaxSimRun(MaxSimQuery query, ReadOnlyMemory<byte>[] documents, float[] scores, int count, int threads)
    {
        _query = query;
        _documents = documents;
        _scores = scores;
        _count = count;
        _threads = threads;
        _turn = Math.Max(1, count / (threads * TurnsPerThread));
    }

    /// <summary>Scores all documents. A pool thread that comes too late finds nothing left, and touches neither documents nor scores.</summary>
    public void Run()
    {
        for (int i = 1; i < _threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        Execute();
        Wait();
        _failure?.Throw();
    }

    /// <inheritdoc/>
    public void Execute()
    {
        int first = Take();
        if (first >= _count)
        {
            return;
        }

        using PinnedMemory memory = _query.RentMemory();
        for (; first < _count; first = Take())
        {
            int end = Math.Min(first + _turn, _count);
            Score(first, end, memory);
            if (Interlocked.Add(ref _done, end - first) == _count)
            {
                lock (_gate)
                {
                    Monitor.PulseAll(_gate);
                }
            }
        }
    }

    private int Take() => Interlocked.Add(ref _next, _turn) - _turn;

    private void Score(int first, int end, PinnedMemory memory)
    {
        try
        {
            for (int i = first; i < end; i++)
            {
                _scores[i] = _query.Score(_documents[i].Span, memory);
            }
        }
        catch (Exception e)
        {
            // On a pool thread it would end the process; the caller gets it.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
        }
    }

    private void Wait()
    {
        // The others are in their last turns.
        var spin = new SpinWait();
        while (Volatile.Read(ref _done) < _count && !spin.NextSpinWillYield)
        {
            spin.SpinOnce();
        }

        lock (_gate)
        {
            while (Volatile.Read(ref _done) < _count)
            {
                Monitor.Wait(_gate);
            }
        }
    }
}
