namespace RerankKit;

/// <summary>Skips reranking where the first stage is sure of itself: its best candidate stands far above the others.</summary>
/// <remarks>Without first-stage scores for every candidate the gate does nothing.</remarks>
public sealed class ScoreGapGateReranker : DelegatingReranker
{
    private const string StageName = "score-gap-gate";
    private readonly ScoreGapGateOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ShadowChallenger? _shadow;

    /// <summary>Makes a gate.</summary>
    /// <param name="innerReranker">The reranker that is called where the first stage is not sure.</param>
    /// <param name="options">When the first stage is trusted; null for the defaults.</param>
    /// <param name="timeProvider">Measures the stage's time; null for the system's clock.</param>
    public ScoreGapGateReranker(IReranker innerReranker, ScoreGapGateOptions? options = null, TimeProvider? timeProvider = null)
        : base(innerReranker)
    {
        _options = (options ?? new()).Clone();
        _timeProvider = timeProvider ?? TimeProvider.System;
        if (_options.ShadowRate > 0)
        {
            _shadow = new(innerReranker, GateShadow.Options(_options), _timeProvider);
        }
    }

    /// <summary>Waits until no shadow run is under way.</summary>
    /// <returns>A task that completes then.</returns>
    public Task WhenIdleAsync() => _shadow?.WhenIdle() ?? Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        var timer = StageTimer.Start(_timeProvider);
        double? gap = ScoreGap.Measure(candidates, _options.Mode, _options.Rank);
        if (gap >= _options.Threshold)
        {
            RerankArguments.CheckTexts(candidates);
            var stage = new RerankStage(StageName, "gated") { CandidatesIn = candidates.Count, Duration = timer.Elapsed, Reason = Describe(gap) };
            RerankResponse answer = FirstStageResponse.Create(candidates, RerankPlacement.Gated, options?.TopN, stage);
            if (_shadow is not null && _options.Sample() < _options.ShadowRate)
            {
                _shadow.Begin(new(query, [.. candidates], ShadowRun.ForChallenger(options), answer, timer.Elapsed));
            }

            return answer;
        }

        TimeSpan duration = timer.Elapsed;
        RerankResponse response = await InnerReranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        return response.WithStage(new(StageName, gap is null ? "no-scores" : "passed")
        {
            CandidatesIn = candidates.Count,
            CandidatesScored = response.CountScored(),
            Duration = duration,
            Reason = gap is null ? null : Describe(gap),
        });
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // A shadow run may still be under way in the inner reranker: the shadow disposes it when that has ended.
        if (disposing && _shadow is not null)
        {
            _shadow.Dispose();
        }
        else
        {
            base.Dispose(disposing);
        }
    }

    private string Describe(double? gap) =>
        Invariant($"{_options.Mode} gap {gap:F3}, threshold {_options.Threshold}");
}
