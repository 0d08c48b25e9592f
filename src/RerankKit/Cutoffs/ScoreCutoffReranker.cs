namespace RerankKit;

/// <summary>Drops candidates that score below a threshold. The only stage that returns fewer candidates than it was given.</summary>
/// <param name="innerReranker">The reranker that scores.</param>
/// <param name="options">The threshold, and the score kind it was chosen for.</param>
public sealed class ScoreCutoffReranker(IReranker innerReranker, ScoreCutoffOptions options) : DelegatingReranker(innerReranker)
{
    private const string StageName = "score-cutoff";
    private readonly ScoreCutoffOptions _options = Allow.NotNull(options, nameof(options)).Clone();

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        RerankResponse response = await InnerReranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        int scored = response.CountScored();
        if (scored == 0)
        {
            // A gate or a fallback answered: there is no score to hold against the threshold, and dropping all would lose the answer.
            return response.WithStage(new(StageName, "not-applied") { CandidatesIn = candidates.Count, Reason = "nothing was scored" });
        }

        if (Refusal(response) is { } refusal)
        {
            throw new InvalidOperationException(refusal);
        }

        List<RerankResult> kept = new(response.Results.Count);
        foreach (RerankResult result in response.Results)
        {
            if (result.IsScored ? IsEnough(result.Score) || kept.Count < _options.MinResults : _options.KeepUnscored)
            {
                kept.Add(result);
            }
        }

        int dropped = response.Results.Count - kept.Count;
        return response.WithStage(kept, new(StageName, dropped == 0 ? "passed" : "cut")
        {
            CandidatesIn = candidates.Count,
            CandidatesScored = scored,
            Reason = Invariant($"{dropped} below {_options.MinScore}{(_options.Calibration is null ? "" : " (probability)")} or unscored"),
        });
    }

    private string? Refusal(RerankResponse response) =>
        _options.Calibration is { } calibration
            ? calibration.Refusal(response.ScoreKind, response.ModelId) is { } why
                ? $"The cutoff {_options.MinScore} cannot be held against these scores: {why}. Fit a calibration for this reranker with rerankkit calibrate."
                : null
        : response.ScoreKind == _options.ScoreKind ? null
        : $"The cutoff {_options.MinScore} is for scores of kind {_options.ScoreKind}, but the reranker returned {response.ScoreKind}. "
            + $"Choose a threshold for {response.ScoreKind} and declare it in {nameof(ScoreCutoffOptions)}.{nameof(ScoreCutoffOptions.ScoreKind)}.";

    private bool IsEnough(double score) => (_options.Calibration?.Probability(score) ?? score) >= _options.MinScore;
}
