namespace RerankKit.Evaluation;

/// <summary>A reranker that is swept.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Reranker">The reranker; whoever made it disposes it.</param>
public sealed record SweptReranker(string Name, IReranker Reranker)
{
    /// <summary>Whether its calls are paid for. Then no pair is asked about twice, neither to warm up nor for its time, unless <see cref="SweepOptions"/> asks for that.</summary>
    public bool IsPaid { get; init; }

    /// <summary>What a call cost; null where it says nothing.</summary>
    public Func<RerankResponse, decimal?> CostOf { get; init; } = static _ => null;

    /// <summary>What all its calls will cost by estimate; null where there is no price.</summary>
    public decimal? Estimate { get; init; }

    /// <summary>What each depth of each first stage costs by estimate: first stages in their order, depths ascending within each; null where there is no price.</summary>
    public IReadOnlyList<decimal>? Estimates { get; init; }

    /// <summary>How many documents of a reranker of pairs are asked about in one call, so that each answer is kept before the next call may fail; null for all at once.</summary>
    public int? MaxDocumentsPerCall { get; init => field = Allow.AtLeast(value, 1, "1 or more, or null"); }

    internal bool IsPointwise => Reranker.GetService(typeof(RerankerMetadata)) is RerankerMetadata { IsPointwise: true };

    internal SweepRerankerFacts Facts()
    {
        var metadata = Reranker.GetService(typeof(RerankerMetadata)) as RerankerMetadata;
        return new()
        {
            Name = Name,
            Provider = metadata?.ProviderName,
            Model = metadata?.DefaultModelId,
            Revision = metadata?.Revision,
            ScoreKind = (metadata?.ScoreKind ?? RerankScoreKind.Unspecified).ToString(),
            IsPointwise = IsPointwise,
            IsPaid = IsPaid,
            Estimate = Estimate,
            Estimates = Estimates,
        };
    }
}
