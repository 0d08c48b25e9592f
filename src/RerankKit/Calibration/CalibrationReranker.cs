namespace RerankKit;

/// <summary>Turns scores into calibrated probabilities of relevance, and says whether anything is relevant at all.</summary>
/// <remarks>
/// The order stays. Where two scores mean the same probability the lower one is moved down by the smallest number there is, so that sorting by probability gives
/// the same order. The score before stands in <see cref="RerankResult.RawScore"/> where there was none. A response of another kind of score or of another model
/// than the calibration's, as an alternative of a fallback gives it, is left as it is, and the stage says so.
/// </remarks>
public sealed class CalibrationReranker : DelegatingReranker
{
    private const string StageName = "calibration";
    private readonly ScoreCalibration _calibration;
    private readonly double? _threshold;
    private readonly RerankerMetadata? _metadata;
    private readonly TimeProvider _timeProvider;

    /// <summary>Makes a calibrating decorator.</summary>
    /// <param name="innerReranker">The reranker that scores.</param>
    /// <param name="options">The calibration.</param>
    /// <param name="timeProvider">Measures the stage's time; null for the system's clock.</param>
    /// <exception cref="ArgumentException">There is no calibration, or it was fitted on scores of another kind than the reranker's.</exception>
    public CalibrationReranker(IReranker innerReranker, CalibrationOptions options, TimeProvider? timeProvider = null)
        : base(innerReranker)
    {
        ArgumentNullException.ThrowIfNull(options);
        _calibration = options.Calibration ?? throw new ArgumentException("There is no calibration. Load one with ScoreCalibration.Load.", nameof(options));
        _threshold = options.AnswerThreshold ?? _calibration.AnswerThreshold;
        _timeProvider = timeProvider ?? TimeProvider.System;
        RerankerMetadata? inner = innerReranker.GetService<RerankerMetadata>();
        if (inner is not null && inner.ScoreKind != RerankScoreKind.Unspecified && _calibration.Refusal(inner.ScoreKind, inner.DefaultModelId) is { } refusal)
        {
            throw new ArgumentException($"The reranker's scores cannot be calibrated: {refusal}. Fit a calibration for this reranker with rerankkit calibrate.", nameof(options));
        }

        _metadata = inner is null ? null : new(inner) { ScoreKind = RerankScoreKind.Probability };
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && _metadata is not null && serviceType.IsInstanceOfType(_metadata) ? _metadata : base.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        RerankResponse response = await InnerReranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        var timer = StageTimer.Start(_timeProvider);
        int scored = response.CountScored();
        string? refusal = scored == 0 ? "nothing was scored" : _calibration.Refusal(response.ScoreKind, response.ModelId);
        if (refusal is not null)
        {
            return response.WithStage(new(StageName, "not-applied") { CandidatesIn = candidates.Count, CandidatesScored = scored, Reason = refusal });
        }

        RerankResult[] results = [.. response.Results];
        Calibrate(results.AsSpan(0, scored));
        double best = results[0].Score;
        RerankResponse calibrated = response.WithStage(results, RerankScoreKind.Probability, new(StageName, "calibrated")
        {
            CandidatesIn = candidates.Count,
            CandidatesScored = scored,
            Duration = timer.Elapsed,
            Reason = Invariant($"the best is relevant with probability {best:0.###}{(_threshold is { } least ? $", threshold {least:0.###}" : "")}"),
        });
        return new(calibrated, results) { BestProbability = best, Answerable = _threshold is null ? null : best >= _threshold };
    }

    private void Calibrate(Span<RerankResult> results)
    {
        double above = double.PositiveInfinity;
        double before = double.NaN;
        foreach (ref RerankResult result in results)
        {
            double score = result.Score;
            double probability = _calibration.Probability(score);
            above = score == before ? above : Math.Min(probability, Math.BitDecrement(above));
            before = score;
            RerankResult.Rescore(ref result, above);
        }
    }
}
