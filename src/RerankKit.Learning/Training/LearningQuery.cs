namespace RerankKit.Learning;

/// <summary>A query to learn from, with what the first stage found for it.</summary>
/// <param name="Id">Its id in the judgements.</param>
/// <param name="Text">Its text; not blank.</param>
/// <param name="Candidates">The candidates, each with an id, as the pipeline will see them.</param>
public sealed record LearningQuery(string Id, string Text, IReadOnlyList<RerankCandidate> Candidates)
{
    /// <summary>What a reranker said of the candidates, where its score is a feature; null otherwise.</summary>
    public RerankResponse? Scored { get; init; }

    /// <summary>How much each candidate's label counts, by its id; what is not named counts 1. For labels from clicks, see <see cref="ClickLog"/>.</summary>
    public IReadOnlyDictionary<string, double>? Weights { get; init; }
}
