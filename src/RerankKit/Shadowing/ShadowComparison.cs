namespace RerankKit;

/// <summary>The answers of two rerankers to one call, side by side.</summary>
public sealed class ShadowComparison
{
    /// <summary>The id of the call in a <see cref="RankingLog"/>; null where the call has none.</summary>
    public string? RequestId { get; init; }

    /// <summary>What the user asked.</summary>
    public required string Query { get; init; }

    /// <summary>What the first stage found, as it was at the time of the call.</summary>
    public required IReadOnlyList<RerankCandidate> Candidates { get; init; }

    /// <summary>The answer that the caller got.</summary>
    public required RerankResponse Champion { get; init; }

    /// <summary>The challenger's answer, for every candidate.</summary>
    public required RerankResponse Challenger { get; init; }

    /// <summary>How long the caller's answer took.</summary>
    public required TimeSpan ChampionDuration { get; init; }

    /// <summary>How long the challenger took.</summary>
    public required TimeSpan ChallengerDuration { get; init; }

    /// <summary>How many of the best places were compared: <see cref="ShadowOptions.Depth"/>, or fewer where the answers are shorter.</summary>
    public required int Depth { get; init; }

    /// <summary>The share of the best places that both gave to the same candidates, in any order.</summary>
    /// <value>From 0 to 1.</value>
    public required double Overlap { get; init; }

    /// <summary>Kendall's tau-b between the scores of the candidates that both scored.</summary>
    /// <value>
    /// From -1 to 1; equal scores are ties. Null where it is undefined: fewer than two candidates scored by both, or one side
    /// gave all of them the same score. Kendall, "The treatment of ties in ranking problems", Biometrika 33 (1945).
    /// </value>
    public required double? KendallTau { get; init; }

    /// <summary>Rank-biased overlap with persistence 0.9, extrapolated from the shorter answer's depth: like overlap, but top-heavy.</summary>
    /// <value>From 0 to 1. Webber, Moffat and Zobel, "A similarity measure for indefinite rankings", TOIS 28 (2010), equation 32 for equal depths.</value>
    public required double RankBiasedOverlap { get; init; }
}
