namespace RerankKit.Evaluation;

/// <summary>What is known of a reranker that is swept.</summary>
public sealed record SweepRerankerFacts
{
    /// <summary>Its name in the results, as it was given.</summary>
    public required string Name { get; init; }

    /// <summary>Who scores; see <see cref="RerankerMetadata.ProviderName"/>.</summary>
    public string? Provider { get; init; }

    /// <summary>The model, where it has one.</summary>
    public string? Model { get; init; }

    /// <summary>What else its scores depend on.</summary>
    public string? Revision { get; init; }

    /// <summary>What its scores are, by the name of <see cref="RerankScoreKind"/>.</summary>
    public string ScoreKind { get; init; } = nameof(RerankScoreKind.Unspecified);

    /// <summary>Whether each pair is scored by itself, so that it is scored once, whatever list it stands in.</summary>
    public bool IsPointwise { get; init; }

    /// <summary>Whether its calls are paid for: then nothing is asked twice unless that is asked for.</summary>
    public bool IsPaid { get; init; }

    /// <summary>What all its calls cost by estimate; null where there is no price.</summary>
    public decimal? Estimate { get; init; }

    /// <summary>What one depth of one first stage costs by estimate: first stages in their order, depths ascending within each; null where there is no price.</summary>
    public IReadOnlyList<decimal>? Estimates { get; init; }
}
