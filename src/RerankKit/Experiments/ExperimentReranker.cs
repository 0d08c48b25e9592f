namespace RerankKit;

/// <summary>Shows a share of callers another reranker's rankings, and logs both, so that their clicks decide between the two.</summary>
/// <remarks>
/// A caller's side is a stable hash of the experiment's name and the caller's key. Callers on no side get the inner reranker's answer, as if there were no
/// experiment. Where the treatment fails or is late, the control answers in its place, and its list in the log says so. A ranking that is not shown is made
/// after the answer is given, a few at a time, as by <see cref="ShadowReranker"/>. Caches belong inside: one outside would show one side's ranking to the
/// other.
/// </remarks>
public sealed class ExperimentReranker : DelegatingReranker, IAsyncDisposable
{
    /// <summary>The additional property of options that says who calls.</summary>
    public const string CallerProperty = "rerankkit.caller";

    /// <summary>The name of the inner reranker's list.</summary>
    public const string Control = "control";

    /// <summary>The name of the treatment's list.</summary>
    public const string Treatment = "treatment";

    private const string StageName = "experiment";
    private readonly ExperimentOptions _options;
    private readonly RankingLog _log;
    private readonly TimeProvider _timeProvider;
    private readonly IReranker[] _parts;
    private readonly FallbackReranker _treatment;
    private readonly ShadowChallenger _hiddenControl;
    private readonly ShadowChallenger _hiddenTreatment;
    private readonly RerankerMetadata _metadata;

    /// <summary>Makes an experiment.</summary>
    /// <param name="innerReranker">The control: what everybody gets today.</param>
    /// <param name="treatment">What a share of callers gets.</param>
    /// <param name="log">Where both rankings are logged. It is not disposed with the reranker.</param>
    /// <param name="options">Who takes part; null for the defaults.</param>
    /// <param name="timeProvider">Measures durations; null for the system's clock.</param>
    public ExperimentReranker(
        IReranker innerReranker, IReranker treatment, RankingLog log, ExperimentOptions? options = null, TimeProvider? timeProvider = null)
        : base(innerReranker)
    {
        ArgumentNullException.ThrowIfNull(treatment);
        ArgumentNullException.ThrowIfNull(log);
        _options = (options ?? new()).Clone();
        _log = log;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _parts = [innerReranker, treatment];
        var fallback = new FallbackOptions { LeaveOpen = true, AttemptTimeout = _options.Timeout, ShouldHandle = static _ => true };
        fallback.Alternatives.Add(innerReranker);
        _treatment = new(new TimeBudgetReranker(new ResponseGuardReranker(treatment), options: null, _timeProvider), fallback, _timeProvider);
        _hiddenControl = Hidden(innerReranker, Control, leaveOpen: true);
        _hiddenTreatment = Hidden(_treatment, Treatment, _options.LeaveOpen);
        _metadata = CompositeMetadata.Of(StageName, _parts, scoring: null);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return CompositeMetadata.GetService(this, _metadata, _parts, serviceType, serviceKey);
    }

    /// <summary>Waits until no ranking that is not shown is under way.</summary>
    /// <returns>A task that completes then.</returns>
    public Task WhenIdleAsync() => Task.WhenAll(_hiddenControl.WhenIdle(), _hiddenTreatment.WhenIdle());

    /// <summary>Lets the rankings that are not shown end, then disposes the treatment and the inner reranker.</summary>
    /// <returns>A task that completes then.</returns>
    public async ValueTask DisposeAsync()
    {
        _hiddenControl.Close();
        _hiddenTreatment.Close();
        await WhenIdleAsync().ConfigureAwait(false);
        Dispose();
    }

    /// <inheritdoc/>
    protected override Task<RerankResponse> RerankCoreAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        string? caller = _options.Caller(new(query, candidates, options));
        double drawn = string.IsNullOrEmpty(caller) ? 1 : ExperimentDraw.Share(_options.Name, caller);
        return _options.Mode == ExperimentMode.Interleave
            ? drawn < _options.Share ? InterleaveAsync(caller!, query, candidates, options, cancellationToken) : Outside()
            : drawn < 2 * _options.Share ? ShowAsync(caller!, drawn < _options.Share, query, candidates, options, cancellationToken) : Outside();

        Task<RerankResponse> Outside() => InnerReranker.RerankAsync(query, candidates, options, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hiddenControl.Dispose();
            _hiddenTreatment.Dispose();
        }

        base.Dispose(disposing);
    }

    private ShadowChallenger Hidden(IReranker reranker, string name, bool leaveOpen) => new(
        reranker,
        new()
        {
            MaxConcurrency = _options.MaxConcurrency,
            Timeout = _options.Timeout,
            LeaveOpen = leaveOpen,
            OnCompared = comparison => Write(
                comparison.RequestId!, null, comparison.Query, RecordedList.Of(name, comparison.Candidates, comparison.Challenger, comparison.ChallengerDuration)),
        },
        _timeProvider);

    private async Task<RerankResponse> ShowAsync(
        string caller, bool isTreated, string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        (options, string id) = RankingRequest.Begin(options);
        RerankCandidate[] copy = [.. candidates];
        RerankOptions? treated = options.WithoutModel(); // which names one of the control's
        string side = isTreated ? Treatment : Control;
        (RerankResponse response, TimeSpan duration) = await TimeAsync(
            isTreated ? _treatment : InnerReranker, query, candidates, isTreated ? treated : options, cancellationToken).ConfigureAwait(false);
        Write(id, caller, query, RecordedList.Of(side, candidates, response, duration, isShown: true));
        (ShadowChallenger hidden, RerankOptions? itsOptions) = isTreated ? (_hiddenControl, options) : (_hiddenTreatment, treated);
        hidden.Begin(new(query, copy, itsOptions.WithoutTopN()?.Clone(), response, duration));
        return RankingRequest.End(response.WithStage(Stage(side, candidates, response)), id);
    }

    private async Task<RerankResponse> InterleaveAsync(
        string caller, string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        (options, string id) = RankingRequest.Begin(options);
        (RerankResponse Response, TimeSpan Duration)[] both = await Task.WhenAll(
            TimeAsync(InnerReranker, query, candidates, options, cancellationToken),
            TimeAsync(_treatment, query, candidates, options.WithoutModel(), cancellationToken)).ConfigureAwait(false);
        var draft = InterleavedRanking.Of(both[0].Response, both[1].Response, ExperimentDraw.Coins(_options.Name, caller, query), options.TopN);
        RerankResponse response = draft.Response.WithStage(Stage(InterleavedRanking.Name, candidates, draft.Response));
        Write(
            id,
            caller,
            query,
            RecordedList.Of(Control, candidates, both[0].Response, both[0].Duration),
            RecordedList.Of(Treatment, candidates, both[1].Response, both[1].Duration),
            draft.Record(candidates, both.Max(one => one.Duration)));
        return RankingRequest.End(response, id);
    }

    private RerankStage Stage(string side, IReadOnlyList<RerankCandidate> candidates, RerankResponse response) => new(StageName, side)
    {
        CandidatesIn = candidates.Count,
        CandidatesScored = response.CountScored(),
        Reason = _options.Name,
    };

    private async Task<(RerankResponse Response, TimeSpan Duration)> TimeAsync(
        IReranker reranker, string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        long start = _timeProvider.GetTimestamp();
        RerankResponse response = await reranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        return (response, _timeProvider.GetElapsedTime(start));
    }

    private void Write(string id, string? caller, string query, params IReadOnlyList<RecordedList> lists) => _log.Write(new()
    {
        RequestId = id,
        Experiment = _options.Name,
        Caller = caller is null ? null : ExperimentDraw.Digest(_options.Name, caller),
        Query = query,
        Lists = lists,
    });
}
