namespace RerankKit.Evaluation;

/// <summary>What a reranker does beyond its rows.</summary>
/// <param name="Name">The reranker's name.</param>
public sealed record SweepRerankerReport(string Name)
{
    /// <summary>How alike its rankings are when the same list comes in another order; empty where that was not measured.</summary>
    public IReadOnlyList<SweepStability> Stability { get; init; } = [];

    /// <summary>How true its probabilities are: the pairs of all lists at the largest depth, unjudged ones counting as not relevant; null where its scores are none.</summary>
    public ReliabilityCurve? Reliability { get; init; }

    /// <summary>The share of the pairs that a cache answers, where requests come as often as Zipf's law says: 10,000 requests, the k-th query 1/k as often as the first.</summary>
    public double CacheHitRate { get; init; }

    /// <summary>In how many of the half splits its best row, chosen on one half, beats the baseline on the other; null where there were too few queries.</summary>
    public SplitWins? Splits { get; init; }
}
