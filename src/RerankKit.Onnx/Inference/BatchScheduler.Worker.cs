namespace RerankKit.Onnx;

/// <summary>One thread and its runner.</summary>
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
            Wake(TotalWaiting());
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

        public void Start(string name)
        {
            _thread = new(Work) { IsBackground = true, Name = name };
            _thread.Start();
        }

        /// <summary>Ends the thread after the run in progress, which is stopped.</summary>
        public void Stop()
        {
            lock (scheduler._gate)
            {
                _ended = true;
                _stop.Cancel();
            }
        }

        /// <summary>Waits for the end of the thread.</summary>
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
                _stop.Cancel();
            }
        }

        private void Work()
        {
            while (TryBegin())
            {
                Run();
                lock (scheduler._gate)
                {
                    _batch.Clear();
                    Calls.Clear();
                }
            }

            runner.Dispose();
        }

        private bool TryBegin()
        {
            while (true)
            {
                lock (scheduler._gate)
                {
                    if (_ended)
                    {
                        return false;
                    }

                    if (scheduler.TryFill(this))
                    {
                        if (!_stop.TryReset())
                        {
                            _stop.Dispose();
                            _stop = new();
                        }

                        return true;
                    }

                    scheduler._idle++;
                }

                scheduler._work.Wait();
            }
        }

        private void Run()
        {
            long start = scheduler._timeProvider.GetTimestamp();
            try
            {
                runner.Run(_batch, _stop.Token);
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
        }
    }
}
