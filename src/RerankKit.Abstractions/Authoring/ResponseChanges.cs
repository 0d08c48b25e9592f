namespace RerankKit;

/// <summary>Copies of a response in which a stage changed something.</summary>
internal static class ResponseChanges
{
    /// <summary>The same response with <paramref name="stage"/> in front of the stages further in.</summary>
    public static RerankResponse Prepend(this RerankResponse response, RerankStage stage) =>
        response.Prepend(response.Results, response.ScoreKind, stage);

    /// <summary>New results of the same kind.</summary>
    public static RerankResponse Prepend(this RerankResponse response, IReadOnlyList<RerankResult> results, RerankStage stage) =>
        response.Prepend(results, response.ScoreKind, stage);

    /// <summary>New results of another kind.</summary>
    public static RerankResponse Prepend(this RerankResponse response, IReadOnlyList<RerankResult> results, RerankScoreKind kind, RerankStage stage)
    {
        var stages = new RerankStage[response.Stages.Count + 1];
        stages[0] = stage;
        for (int i = 1; i < stages.Length; i++)
        {
            stages[i] = response.Stages[i - 1];
        }

        return new(response, results) { ScoreKind = kind, Stages = stages };
    }

    /// <summary>How many results carry a score of the reranker. They stand in front of the others.</summary>
    public static int CountScored(this RerankResponse response)
    {
        IReadOnlyList<RerankResult> results = response.Results;
        int low = 0;
        int high = results.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = results[middle].IsScored ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
