namespace RerankKit.Evaluation;

/// <summary>A list of a line.</summary>
internal sealed record RankingLogList
{
    public string? Name { get; init; }

    public bool Shown { get; init; }

    public double? Milliseconds { get; init; }

    public string? Model { get; init; }

    public string? Fallback { get; init; }

    public string? Cache { get; init; }

    public string?[]? Documents { get; init; }

    public double?[]? Scores { get; init; }

    public string?[]? Teams { get; init; }
}
