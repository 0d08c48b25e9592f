namespace RerankKit;

/// <summary>Shows a sample of calls to a challenger, off the request's path, and reports how its answers differ.</summary>
/// <remarks>
/// The caller gets the inner reranker's answer, unchanged, as soon as it is there. Only then does the challenger begin, on the thread
/// pool, with a copy of the candidates and without the caller's token, context, <see cref="RerankOptions.TopN"/>,
/// <see cref="RerankOptions.ModelId"/> and <see cref="RerankOptions.TimeBudget"/>. Comparisons and failures are counted here, measured
/// on the meter <see cref="RerankKitTelemetry.MeterName"/> and told to the callbacks of the options. Disposing cancels the runs under
/// way and disposes the challenger when they have ended; disposing asynchronously lets them end first.
/// </remarks>
public sealed class ShadowReranker : DelegatingReranker, IAsyncDisposable
{
    private readonly ShadowOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ShadowChallenger _challenger;

    /// <summary>Makes a shadow.</summary>
    /// <param name="innerReranker">The reranker that answers.</param>
    /// <param name="challenger">The reranker that is compared with it.</param>
    /// <param name="options">Which calls it sees and who is told; null for the defaults.</param>
    /// <param name="timeProvider">Times both; null for the system's clock.</param>
    public ShadowReranker(IReranker innerReranker, IReranker challenger, ShadowOptions? options = null, TimeProvider? timeProvider = null)
        : base(innerReranker)
    {
        ArgumentNullException.ThrowIfNull(challenger);
        _options = (options ?? new()).Clone();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _challenger = new(challenger, _options, _timeProvider);
    }

    /// <summary>How many runs of the challenger were compared.</summary>
    public long ComparedCount => _challenger.Compared;

    /// <summary>How many runs of the challenger failed.</summary>
    public long FailedCount => _challenger.Failed;

    /// <summary>How many sampled calls the challenger did not see because too many runs were under way.</summary>
    public long DroppedCount => _challenger.Dropped;

    /// <summary>Waits until no run of the challenger is under way.</summary>
    /// <returns>A task that completes then.</returns>
    public Task WhenIdleAsync() => _challenger.WhenIdle();

    /// <summary>Lets the runs under way end, then disposes the challenger and the inner reranker.</summary>
    /// <returns>A task that completes then.</returns>
    public async ValueTask DisposeAsync()
    {
        _challenger.Close();
        await _challenger.WhenIdle().ConfigureAwait(false);
        Dispose();
    }

    /// <inheritdoc/>
    protected override Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        bool sampled = _options.SampleRate > 0 && _options.Sample(query) < _options.SampleRate;
        return sampled
            ? RerankSampledAsync(query, candidates, options, cancellationToken)
            : InnerReranker.RerankAsync(query, candidates, options, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _challenger.Dispose();
        }
    }

    private async Task<RerankResponse> RerankSampledAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        string? id = null;
        if (_options.Log is not null)
        {
            (options, id) = RankingRequest.Begin(options);
        }

        RerankCandidate[] copy = [.. candidates];
        RerankOptions? challengerOptions = ShadowRun.ForChallenger(options);
        long start = _timeProvider.GetTimestamp();
        RerankResponse champion = await InnerReranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        if (champion.Results is [{ Placement: RerankPlacement.Reused }, ..])
        {
            return champion; // ranked for another query: there is nothing to compare
        }

        _challenger.Begin(new(query, copy, challengerOptions, champion, _timeProvider.GetElapsedTime(start)));
        return id is null ? champion : RankingRequest.End(champion, id);
    }
}
