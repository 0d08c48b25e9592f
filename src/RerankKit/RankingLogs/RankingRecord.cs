namespace RerankKit;

/// <summary>A call as a <see cref="RankingLog"/> keeps it. Decorators make these; an application makes them where it ranks without one.</summary>
public sealed class RankingRecord
{
    /// <summary>The id that clicks on this ranking are logged with.</summary>
    public required string RequestId { get; init; }

    /// <summary>The name of the list that the user sees.</summary>
    public required string Served { get; init; }

    /// <summary>The rankings, that of the first stage among them.</summary>
    public required IReadOnlyList<RecordedList> Lists { get; init; }

    /// <summary>The list that the user sees where two were interleaved: each document, and the name of the list that chose it.</summary>
    public IReadOnlyList<(string DocumentId, string List)> Interleaved { get; init; } = [];

    /// <summary>What the user asked; written only where <see cref="RankingLogOptions.EnableSensitiveData"/> is set.</summary>
    public string? Query { get; init; }

    /// <summary>How long the answer took.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Why another ranking than the reranker's was given; null where none was.</summary>
    public string? Fallback { get; init; }

    /// <summary>What the cache had of the call: hit, partial, miss; null without a cache.</summary>
    public string? Cache { get; init; }
}
