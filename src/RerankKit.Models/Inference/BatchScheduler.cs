namespace RerankKit.Models;

/// <summary>Merges the sequences of all waiting calls into length-sorted batches of bounded size, one batch per worker at a time.</summary>
/// <remarks>
/// <para>
/// Calls are served in the order of their arrival; a call that has had a large share of the machine goes behind those that came since, so that a
/// call of a thousand documents does not hold up one of ten, and none waits for ever. A batch begins with the longest sequence of the call whose
/// turn it is and is filled up with sequences about as long: of the same call, then of the others.
/// </para>
/// <para>
/// A call with a deadline gets batches that the runs so far say will be done in time, small ones where little fits, in the first stage's order. Its first
/// batch comes before everything else and is always tried, with one sequence if need be, so that an estimate that is wrong is corrected by a run.
/// </para>
/// <para>
/// Thread-safe. The workers are idle while there is nothing to do: threads of its own where runs compute on them, else no threads at all, so that none waits for a server.
/// </para>
/// </remarks>
internal sealed partial class BatchScheduler : IDisposable
{
    // A sequence is padded by half at most within its own call, and by a quarter to fill up another call's batch.
    private const double OwnFill = 0.66;
    private const double ForeignFill = 0.8;

    // What a call is served before those that came later get their turn, in tokens.
    private const long Quantum = 32_768;

    // Before every turn that a call could have by what was served.
    private const long Untried = long.MaxValue / 2;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly LinkedList<Call> _calls = [];
    private readonly LatencyEstimate _cost = new();
    private readonly BatchSchedulerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Worker[] _workers;
    private long _served;
    private int _running;
    private int _idle;
    private bool _disposed;

    /// <summary>Starts the workers.</summary>
    /// <param name="runner">Makes the runner of worker 0, 1, ...; the scheduler disposes it.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="timeProvider">Measures runs for the time budget.</param>
    /// <param name="name">Names the threads.</param>
    public BatchScheduler(Func<int, IBatchRunner> runner, BatchSchedulerOptions options, TimeProvider timeProvider, string name)
    {
        _options = options;
        _timeProvider = timeProvider;
        _workers = new Worker[options.Workers];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new(this, runner(i));
        }

        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i].Start(Invariant($"{name} #{i}"));
        }
    }

    /// <summary>Scores every sequence, or those that <paramref name="deadline"/> leaves time for.</summary>
    /// <param name="request">An arranged request; the caller disposes it.</param>
    /// <param name="deadline">A timestamp of the time provider; null for no limit.</param>
    /// <param name="cancellationToken">Frees the request's places at once and stops a run that works for nobody else.</param>
    public Task ScoreAsync(SequenceRequest request, long? deadline, CancellationToken cancellationToken)
    {
        if (request.Waiting == 0)
        {
            return Task.CompletedTask;
        }

        var call = new Call(this, request, deadline);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            call.Start = _served;
            call.Node = _calls.AddLast(call);
        }

        call.Watch(_timeProvider, cancellationToken);
        lock (_gate)
        {
            Wake(request.Waiting);
        }

        return call.Task;
    }

    /// <summary>The times that idle workers were woken and have not noticed yet: never more than there are workers.</summary>
    internal int Wakings => _work.CurrentCount;

    /// <summary>Ends the workers; calls that wait or run are cancelled with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        foreach (Worker worker in _workers)
        {
            worker.Stop();
        }

        _work.Release(_workers.Length);
        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }

        lock (_gate)
        {
            while (_calls.First is { } node)
            {
                node.Value.Fail(new ObjectDisposedException(nameof(IReranker), "The reranker was disposed while the call was running."));
            }
        }
    }

    private bool TryFill(Worker worker)
    {
        StopCallsWithoutTime();
        if (NextCall() is not { } call)
        {
            return false;
        }

        SequenceBatch batch = worker.Batch;
        if (IsForAllCores(call))
        {
            TakeAll(worker, call);
            batch.IsAlone = true;
        }
        else
        {
            Fill(worker, call, call.Request.Length(call.Request.Next));
            batch.IsAlone = _running == 0 && call.Request.Count == 1 && batch.Count == 1 && _workers.Length > 1 && Waiting().Sequences == 0;
        }

        _running++;
        _served += batch.PaddedTokens;
        return true;
    }

    // Nothing else is there to do, and it is so little that sequences as wholes would leave cores idle at the end.
    private bool IsForAllCores(Call call) =>
        _options is { SharesRuns: true, IsolateSequences: false } && _workers.Length > 1 && _running == 0 && call is { Deadline: null, Served: 0 }
        && call.Request.Waiting <= _options.MaxSequences && call.Request.WaitingTokens <= 2L * _options.TokenBudget && call.Request.Waiting == Waiting().Sequences;

    private static void TakeAll(Worker worker, Call call)
    {
        while (call.Request.TryTake(int.MaxValue, minLength: 0, out int index))
        {
            Add(worker, call, index, call.Request.Length(index));
        }
    }

    private static void Add(Worker worker, Call call, int index, int length)
    {
        worker.Batch.Add(call.Request, index);
        worker.Calls.Add(call);
        call.Served += length;
        call.InFlight++;
    }

    private void Fill(Worker worker, Call first, int length)
    {
        // Near the end no worker takes more than its share of what is left, so that the last batches are small and end together.
        long limit = Math.Min(_options.TokenBudget, Waiting().Tokens / _workers.Length);
        limit = Math.Max(length, Math.Min(limit, Room(first)));
        Take(worker, first, length, length, limit);
        for (LinkedListNode<Call>? node = _calls.First; node is not null && !_options.IsolateSequences; node = node.Next)
        {
            bool isFirst = node.Value == first;
            Take(worker, node.Value, length, (int)(length * (isFirst ? OwnFill : ForeignFill)), isFirst ? limit : Math.Min(limit, Room(node.Value)));
        }
    }

    private void Take(Worker worker, Call call, int length, int minLength, long limit)
    {
        SequenceBatch batch = worker.Batch;
        int max = _options.IsolateSequences ? 1 : _options.MaxSequences;
        bool isFirst = batch.Count == 0;
        while (batch.Count < max && (batch.Count + 1L) * length <= limit && call.Request.TryTake(length, minLength, out int index))
        {
            Add(worker, call, index, length);
            if (isFirst)
            {
                // The rest of this call may be shorter; the second pass says how much.
                return;
            }
        }
    }

    private (int Sequences, long Tokens) Waiting()
    {
        (int Sequences, long Tokens) waiting = default;
        foreach (Call call in _calls)
        {
            waiting = (waiting.Sequences + call.Request.Waiting, waiting.Tokens + call.Request.WaitingTokens);
        }

        return waiting;
    }

    private Call? NextCall()
    {
        Call? next = null;
        long best = long.MaxValue;
        foreach (Call call in _calls)
        {
            if (call.Request.Waiting == 0 || !Fits(call))
            {
                continue;
            }

            // First come those with a deadline that had nothing yet.
            long turn = call.IsUntried ? call.Start - Untried : call.Start + (call.Served / Quantum * Quantum);
            if (turn < best)
            {
                (next, best) = (call, turn);
            }
        }

        return next;
    }
}
