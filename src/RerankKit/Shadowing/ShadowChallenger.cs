namespace RerankKit;

/// <summary>Runs the challenger of a shadow on the thread pool, a few at a time, and reports. Nothing here ever throws at a caller.</summary>
internal sealed class ShadowChallenger(IReranker reranker, ShadowOptions options, TimeProvider timeProvider) : IDisposable
{
    private readonly ResponseGuardReranker _guarded = new(reranker);
    private readonly ShadowSlots _slots = new(options.MaxConcurrency);
    private readonly CancellationTokenSource _disposal = new();
    private readonly KeyValuePair<string, object?> _tag = new(TelemetryNames.Challenger, NameOf(reranker));
    private long _compared;
    private long _failed;
    private long _dropped;

    public long Compared => Interlocked.Read(ref _compared);

    public long Failed => Interlocked.Read(ref _failed);

    public long Dropped => Interlocked.Read(ref _dropped);

    public Task WhenIdle() => _slots.WhenIdle();

    public void Begin(ShadowRun run)
    {
        if (_slots.TryTake())
        {
            // Unsafe, so that nothing ambient of the request (its trace, its HTTP context) outlives it.
            ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Self.RunAsync(state.run), (Self: this, run), preferLocal: false);
        }
        else
        {
            Interlocked.Increment(ref _dropped);
            RerankKitInstruments.ShadowDropped.Add(1, _tag);
        }
    }

    /// <summary>Lets no further run begin.</summary>
    public void Close() => _slots.Close();

    /// <summary>Cancels the runs under way; the challenger is disposed when they have ended.</summary>
    public void Dispose()
    {
        _slots.Close();
        if (!_disposal.IsCancellationRequested)
        {
            _disposal.Cancel();
            _ = DisposeWhenIdleAsync();
        }
    }

    private async Task RunAsync(ShadowRun run)
    {
        Task? call = null;
        try
        {
            long start = timeProvider.GetTimestamp();
            using var deadline = new Deadline(timeProvider, options.Timeout, _disposal.Token);
            Task<RerankResponse> answer = _guarded.RerankAsync(run.Query, run.Candidates, run.Options, deadline.Token);
            call = answer;
            RerankResponse response = await deadline.WaitAsync(answer).ConfigureAwait(false)
                ?? throw new TimeoutException($"The challenger gave no answer within {options.Timeout}.");
            Report(run.CompareWith(response, timeProvider.GetElapsedTime(start), options.Depth));
        }
        catch (OperationCanceledException) when (_disposal.IsCancellationRequested)
        {
            // Disposed: nobody waits for a comparison any more.
        }
        catch (Exception exception)
        {
            ReportFailure(exception);
        }

        if (call?.IsCompleted == false)
        {
            // A challenger that does not heed its timeout keeps its slot: otherwise such calls would pile up.
            _slots.EndRun();
            await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _slots.Return();
        }
        else
        {
            _slots.Return();
            _slots.EndRun();
        }
    }

    private void Report(ShadowComparison comparison)
    {
        RerankKitInstruments.ShadowOverlap.Record(comparison.Overlap, _tag);
        RerankKitInstruments.ShadowRankBiasedOverlap.Record(comparison.RankBiasedOverlap, _tag);
        if (comparison.KendallTau is double tau)
        {
            RerankKitInstruments.ShadowKendallTau.Record(tau, _tag);
        }

        RerankKitInstruments.ShadowDuration.Record(comparison.ChampionDuration.TotalSeconds, _tag, new(TelemetryNames.Role, "champion"));
        RerankKitInstruments.ShadowDuration.Record(comparison.ChallengerDuration.TotalSeconds, _tag, new(TelemetryNames.Role, "challenger"));
        options.Log?.Write(new()
        {
            RequestId = comparison.RequestId!,
            Query = comparison.Query,
            Lists =
            [
                RecordedList.Of("champion", comparison.Candidates, comparison.Champion, comparison.ChampionDuration, isShown: true),
                RecordedList.Of("challenger", comparison.Candidates, comparison.Challenger, comparison.ChallengerDuration),
            ],
        });
        options.OnCompared?.Invoke(comparison);
        Interlocked.Increment(ref _compared);
    }

    private void ReportFailure(Exception exception)
    {
        Interlocked.Increment(ref _failed);
        CountFailure(exception);
        try
        {
            options.OnFailed?.Invoke(exception);
        }
        catch (Exception callbackFailure)
        {
            CountFailure(callbackFailure); // there is nobody left to tell
        }
    }

    private void CountFailure(Exception exception) =>
        RerankKitInstruments.ShadowFailures.Add(1, _tag, new(TelemetryNames.ErrorType, exception.GetType().FullName));

    private static string NameOf(IReranker reranker)
    {
        RerankerMetadata? metadata = reranker.GetService<RerankerMetadata>();
        return metadata?.DefaultModelId ?? metadata?.ProviderName ?? reranker.GetType().Name;
    }

    private async Task DisposeWhenIdleAsync()
    {
        await _slots.WhenIdle().ConfigureAwait(false);
        _disposal.Dispose();
        if (!options.LeaveOpen)
        {
            reranker.Dispose();
        }
    }
}
