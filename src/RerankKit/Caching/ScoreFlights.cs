namespace RerankKit;

/// <summary>Lets identical calls that run at the same time share one answer.</summary>
internal sealed class ScoreFlights
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Hash128, ScoreFlight> _flights = [];

    /// <summary>Joins the work under way for <paramref name="identity"/>, or begins it.</summary>
    /// <param name="identity">What the work answers.</param>
    /// <param name="work">The work. Its token is cancelled when nobody waits for it any more.</param>
    /// <param name="cancellationToken">Ends this caller's waiting.</param>
    /// <returns>The answer, and whether another caller had begun it.</returns>
    public async Task<(ScoredBatch Batch, bool IsShared)> RunAsync(
        Hash128 identity, Func<CancellationToken, Task<ScoredBatch>> work, CancellationToken cancellationToken)
    {
        ScoreFlight? flight;
        bool isShared;
        lock (_lock)
        {
            isShared = _flights.TryGetValue(identity, out flight);
            if (flight is null)
            {
                flight = new(this, identity);
                _flights.Add(identity, flight);
            }

            flight.Waiters++;
        }

        // Registered before the work begins: work that runs on this very thread can still be cancelled.
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((ScoreFlight)state!).Leave(), flight);
        if (!isShared)
        {
            _ = flight.RunAsync(work);
        }

        try
        {
            return (await flight.Completion.WaitAsync(cancellationToken).ConfigureAwait(false), isShared);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            // The waiting may end before the callback has run, which then never does.
            if (registration.Unregister())
            {
                flight.Leave();
            }

            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        finally
        {
            registration.Unregister();
        }
    }

    private sealed class ScoreFlight(ScoreFlights owner, Hash128 identity) : IDisposable
    {
        private readonly TaskCompletionSource<ScoredBatch> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _abandoned = new();
        private bool _isOver;

        public int Waiters { get; set; }

        public Task<ScoredBatch> Completion => _completion.Task;

        public async Task RunAsync(Func<CancellationToken, Task<ScoredBatch>> work)
        {
            try
            {
                ScoredBatch batch = await work(_abandoned.Token).ConfigureAwait(false);
                End();
                _completion.SetResult(batch);
            }
            catch (Exception exception)
            {
                End();
                _completion.SetException(exception);
                _ = _completion.Task.Exception; // observed, even where every caller has left
            }
        }

        /// <summary>One caller waits no longer; with the last one the work ends.</summary>
        public void Leave()
        {
            lock (owner._lock)
            {
                Waiters--;
                if (Waiters > 0 || _isOver)
                {
                    return;
                }

                _isOver = true;
                owner._flights.Remove(identity);
            }

            _abandoned.Cancel();
        }

        public void Dispose() => _abandoned.Dispose();

        // Work that was abandoned may still look at its token; the source is then left to the garbage collector.
        private void End()
        {
            lock (owner._lock)
            {
                if (_isOver)
                {
                    return;
                }

                _isOver = true;
                owner._flights.Remove(identity);
            }

            Dispose();
        }
    }
}
