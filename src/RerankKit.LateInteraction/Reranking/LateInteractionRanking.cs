namespace RerankKit.LateInteraction;

/// <summary>Makes the response of a call out of its scores.</summary>
internal static class LateInteractionRanking
{
    /// <summary>Ranks by score; what has none follows in first-stage order.</summary>
    public static RerankResponse Create(LateInteractionCall call, int? topN, string? modelId, IReadOnlyList<RerankStage> stages)
    {
        int count = call.Candidates.Count;
        double[] scores = new double[count];
        int[] scored = new int[count];
        int scoredCount = 0;
        for (int i = 0; i < count; i++)
        {
            double score = call.Score(i);
            if (double.IsFinite(score))
            {
                scores[scoredCount] = score;
                scored[scoredCount++] = i;
            }
        }

        int[] order = new int[scoredCount];
        StableOrder.Descending(scores.AsSpan(0, scoredCount), order);
        var results = new RerankResult[Math.Min(count, topN ?? int.MaxValue)];
        int filled = Math.Min(scoredCount, results.Length);
        for (int rank = 0; rank < filled; rank++)
        {
            results[rank] = call.WithLength(new(scored[order[rank]], scores[order[rank]]));
        }

        if (filled < results.Length)
        {
            AppendUnscored(call, results.AsSpan(filled));
        }

        return new(results)
        {
            ScoreKind = RerankScoreKind.Similarity,
            ModelId = modelId,
            Usage = call.Usage,
            Stages = stages,
            QueryTruncation = call.QueryTruncation,
        };
    }

    private static void AppendUnscored(LateInteractionCall call, Span<RerankResult> results)
    {
        int[]? order = FirstStageOrder.Of(call.Candidates);
        int next = 0;
        for (int i = 0; i < call.Candidates.Count && next < results.Length; i++)
        {
            int index = order is null ? i : order[i];
            if (!double.IsFinite(call.Score(index)))
            {
                results[next++] = call.WithLength(RerankResult.Unscored(index, call.Placement(index)));
            }
        }
    }
}
