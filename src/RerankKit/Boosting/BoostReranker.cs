namespace RerankKit;

/// <summary>Multiplies each score by a factor of the candidate's own: recency, authority, popularity.</summary>
/// <remarks>
/// A logit is first turned into a probability by the logistic function, because a factor on an unbounded score means something
/// else at every height. A negative score is divided by the factor, so that a factor above 1 always raises and one below 1 always
/// lowers. The result's kind is <see cref="RerankScoreKind.Fused"/>; the score before stands in <see cref="RerankResult.RawScore"/>.
/// Candidates that were not scored keep their places behind the scored ones.
/// </remarks>
/// <param name="innerReranker">The reranker that scores.</param>
/// <param name="factor">Gives the factor of a candidate: finite and more than 0; 1 changes nothing. Called once per scored candidate.</param>
/// <param name="timeProvider">Measures the stage's time; null for the system's clock.</param>
public sealed class BoostReranker(IReranker innerReranker, Func<RerankCandidate, double> factor, TimeProvider? timeProvider = null) : DelegatingReranker(innerReranker)
{
    private const string StageName = "boost";
    private readonly Func<RerankCandidate, double> _factor = factor ?? throw new ArgumentNullException(nameof(factor));
    private readonly TimeProvider _timeProvider = timeProvider ?? TimeProvider.System;

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        RerankResponse response = await InnerReranker
            .RerankAsync(query, candidates, options.WithoutTopN(), cancellationToken)
            .ConfigureAwait(false);
        return Boost(response, candidates, options?.TopN);
    }

    private RerankResponse Boost(RerankResponse response, IReadOnlyList<RerankCandidate> candidates, int? topN)
    {
        var timer = StageTimer.Start(_timeProvider);
        using var rescoring = new Rescoring(response);
        for (int i = 0; i < rescoring.Scores.Length; i++)
        {
            int index = rescoring.Results[i].Index;
            double boost = _factor(candidates[index]);
            if (!double.IsFinite(boost) || boost <= 0)
            {
                throw new InvalidOperationException(
                    Invariant($"The boost factor of candidate {index} is {boost}; allowed is a finite number more than 0 (1 changes nothing)."));
            }

            double score = rescoring.Scores[i];
            if (response.ScoreKind == RerankScoreKind.Logit)
            {
                score = 1 / (1 + Math.Exp(-score));
            }

            rescoring.Scores[i] = score >= 0 ? score * boost : score / boost;
        }

        int scored = rescoring.Scores.Length;
        return response.WithStage(
            rescoring.Rank(topN),
            scored == 0 ? response.ScoreKind : RerankScoreKind.Fused,
            new(StageName, scored == 0 ? "not-applied" : "boosted")
            {
                CandidatesIn = candidates.Count,
                CandidatesScored = scored,
                Duration = timer.Elapsed,
            });
    }
}
