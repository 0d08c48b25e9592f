namespace RerankKit.Authoring;

/// <summary>Answers with the first stage's order, for rerankers and decorators that decide not to rerank or could not.</summary>
public static class FirstStageResponse
{
    /// <summary>All candidates in first-stage order, cut to <paramref name="topN"/>.</summary>
    /// <param name="candidates">The candidates of the call.</param>
    /// <param name="placement">Why they were not scored.</param>
    /// <param name="topN">How many results; null for all.</param>
    /// <param name="stage">What the stage did, and why.</param>
    /// <returns>The response, with that one stage.</returns>
    /// <remarks>
    /// The score is the first stage's where every candidate has one; otherwise only the order means anything, and the score of
    /// rank r is 1/r.
    /// </remarks>
    public static RerankResponse Create(IReadOnlyList<RerankCandidate> candidates, RerankPlacement placement, int? topN, RerankStage stage)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(stage);
        int[]? order = FirstStageOrder.Of(candidates);
        bool scored = AllHaveScores(candidates);
        var results = new RerankResult[Math.Min(candidates.Count, topN ?? int.MaxValue)];
        for (int rank = 0; rank < results.Length; rank++)
        {
            int index = order is null ? rank : order[rank];
            double score = scored ? candidates[index].Score.GetValueOrDefault() : 1.0 / (rank + 1);
            results[rank] = new(index, score) { Placement = placement };
        }

        return new(results)
        {
            ScoreKind = scored ? RerankScoreKind.FirstStage : RerankScoreKind.RankOnly,
            Stages = [stage],
        };
    }

    private static bool AllHaveScores(IReadOnlyList<RerankCandidate> candidates)
    {
        for (int i = 0; i < candidates.Count; i++)
        {
            if (!FirstStageOrder.TryGetScore(candidates[i], out _))
            {
                return false;
            }
        }

        return true;
    }
}
