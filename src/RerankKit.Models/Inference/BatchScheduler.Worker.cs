namespace RerankKit.Models;

/// <summary>One run at a time.</summary>
internal sealed partial class BatchScheduler
{
    private void StopRunsForNobody()
    {
        foreach (Worker worker in _workers)
        {
            worker.StopIfForNobody();
        }
    }

    private void Finish(Worker worker, TimeSpan elapsed)
    {
        SequenceBatch batch = worker.Batch;
        lock (_gate)
        {
            _running--;
            Learn(batch, elapsed, isCutOff: false);
            for (int row = 0; row < batch.Count; row++)
            {
                Deliver(worker.Calls[row], batch, row);
            }

            // What waited for the end of this run.
            Wake(Waiting().Sequences);
        }
    }

    private static void Deliver(Call call, SequenceBatch batch, int row)
    {
        call.InFlight--;
        if (!call.IsCompleted)
        {
            call.Request.SetLogit(batch.Row(row).Index, batch.Logits[row]);
            call.CompleteIfDone();
        }
    }

    // A run stopped for nobody, or because of an error that its calls get to see.
    private void Abandon(Worker worker, TimeSpan elapsed, Exception? exception)
    {
        lock (_gate)
        {
            _running--;
            if (exception is null)
            {
                Learn(worker.Batch, elapsed, isCutOff: true);
            }

            foreach (Call call in worker.Calls)
            {
                call.InFlight--;
                if (exception is not null)
                {
                    call.Fail(exception);
                }
            }
        }
    }

    private sealed class Worker(BatchScheduler scheduler, IBatchRunner runner) : IDisposable
    {
        private readonly SequenceBatch _batch = new();
        private Thread? _thread;
        private CancellationTokenSource _stop = new();
        private bool _ended;

        public SequenceBatch Batch => _batch;

        /// <summary>The call of each row of the batch.</summary>
        public List<Call> Calls { get; } = [];

        // A run that computes where it is started would take a thread of the pool away from everybody else; one that waits for a server takes none.
        public void Start(string name)
        {
            if (scheduler._options.IsBlocking)
            {
                _thread = new(() => WorkAsync().GetAwaiter().GetResult()) { IsBackground = true, Name = name };
                _thread.Start();
            }
            else
            {
                _ = Task.Run(WorkAsync);
            }
        }

        /// <summary>Ends the work after the run in progress, which is stopped.</summary>
        public void Stop()
        {
            lock (scheduler._gate)
            {
                _ended = true;
                StopRun();
            }
        }

        /// <summary>Waits for the end of the worker's thread, if it has one: what it runs may then be freed.</summary>
        public void Dispose()
        {
            _thread?.Join();
            _stop.Dispose();
        }

        public void StopIfForNobody()
        {
            foreach (Call call in Calls)
            {
                if (!call.IsCompleted)
                {
                    return;
                }
            }

            if (Calls.Count > 0)
            {
                StopRun();
            }
        }

        // Under the lock: what follows a run that waits for a server must not begin here.
        private void StopRun()
        {
            if (scheduler._options.IsBlocking)
            {
                _stop.Cancel();
            }
            else
            {
                _ = _stop.CancelAsync();
            }
        }

        private async Task WorkAsync()
        {
            while (true)
            {
                if (TryBegin() is not bool begun)
                {
                    break;
                }

                if (begun)
                {
                    await RunAsync().ConfigureAwait(false);
                }
                else if (scheduler._options.IsBlocking)
                {
                    scheduler._work.Wait();
                }
                else
                {
                    await scheduler._work.WaitAsync().ConfigureAwait(false);
                }
            }

            runner.Dispose();
        }

        // False where there is nothing to do, null at the end.
        private bool? TryBegin()
        {
            lock (scheduler._gate)
            {
                if (_ended)
                {
                    return null;
                }

                if (!scheduler.TryFill(this))
                {
                    scheduler._idle++;
                    return false;
                }

                if (!_stop.TryReset())
                {
                    _stop.Dispose();
                    _stop = new();
                }

                return true;
            }
        }

        private async Task RunAsync()
        {
            long start = scheduler._timeProvider.GetTimestamp();
            try
            {
                await runner.RunAsync(_batch, _stop.Token).ConfigureAwait(false);
                scheduler.Finish(this, scheduler._timeProvider.GetElapsedTime(start));
            }
            catch (OperationCanceledException)
            {
                scheduler.Abandon(this, scheduler._timeProvider.GetElapsedTime(start), exception: null);
            }
            catch (Exception exception)
            {
                // Whatever went wrong belongs to the calls of this batch; the worker lives on for the others.
                scheduler.Abandon(this, scheduler._timeProvider.GetElapsedTime(start), exception);
            }

            lock (scheduler._gate)
            {
                _batch.Clear();
                Calls.Clear();
            }
        }
    }
}
