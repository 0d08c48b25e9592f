namespace RerankKit.Authoring;

/// <summary>Copies of responses in which a decorator says what it did.</summary>
public static class RerankResponseExtensions
{
    /// <summary>The same response with a stage in front of the stages further in.</summary>
    /// <param name="response">The inner reranker's response.</param>
    /// <param name="stage">What this stage did.</param>
    /// <returns>A copy.</returns>
    public static RerankResponse WithStage(this RerankResponse response, RerankStage stage) =>
        response.WithStage(response.Results, response.ScoreKind, stage);

    /// <summary>New results of the same kind, with a stage in front of the stages further in.</summary>
    /// <param name="response">The inner reranker's response.</param>
    /// <param name="results">The ranking, best first. Nobody changes the list afterwards.</param>
    /// <param name="stage">What this stage did.</param>
    /// <returns>A copy with other results.</returns>
    public static RerankResponse WithStage(this RerankResponse response, IReadOnlyList<RerankResult> results, RerankStage stage) =>
        response.WithStage(results, response.ScoreKind, stage);

    /// <summary>New results of another kind, with a stage in front of the stages further in.</summary>
    /// <param name="response">The inner reranker's response.</param>
    /// <param name="results">The ranking, best first. Nobody changes the list afterwards.</param>
    /// <param name="kind">What the scores are now.</param>
    /// <param name="stage">What this stage did.</param>
    /// <returns>A copy with other results.</returns>
    public static RerankResponse WithStage(this RerankResponse response, IReadOnlyList<RerankResult> results, RerankScoreKind kind, RerankStage stage)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(stage);
        var stages = new RerankStage[response.Stages.Count + 1];
        stages[0] = stage;
        for (int i = 1; i < stages.Length; i++)
        {
            stages[i] = response.Stages[i - 1];
        }

        return new(response, results) { ScoreKind = kind, Stages = stages };
    }

    /// <summary>How many results carry a score of the reranker. They stand in front of the others.</summary>
    /// <param name="response">A response that keeps the promises of <see cref="IReranker"/>.</param>
    /// <returns>0 where a gate or a fallback answered.</returns>
    public static int CountScored(this RerankResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
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
