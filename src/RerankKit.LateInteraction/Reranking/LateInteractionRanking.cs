namespace RerankKit.LateInteraction;

/// <summary>Makes the response of a call out of its scores.</summary>
internal static class LateInteractionRanking
{
    /// <summary>Ranks by score; what has none follows in first-stage order.</summary>
    public static RerankResponse Create(LateInteractionCall call, int? topN, string? modelId, IReadOnlyList<RerankStage> stages)
    {
        var results = new RerankResult[call.Candidates.Count];
        for (int i = 0; i < results.Length; i++)
        {
            double score = call.Score(i);
            results[i] = call.WithLength(double.IsFinite(score) ? new(i, score) : RerankResult.Unscored(i, call.Placement(i)));
        }

        return new(RankedResults.Create(results, call.Candidates, topN))
        {
            ScoreKind = RerankScoreKind.Similarity,
            ModelId = modelId,
            Usage = call.Usage,
            Stages = stages,
            QueryTruncation = call.QueryTruncation,
        };
    }
}
