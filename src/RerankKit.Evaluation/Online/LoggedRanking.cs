namespace RerankKit.Evaluation;

/// <summary>A call of a reranking log, with the clicks on what it returned.</summary>
public sealed class LoggedRanking
{
    /// <summary>When the call was answered.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The request, by the id that its clicks have too.</summary>
    public required string RequestId { get; init; }

    /// <summary>The name of the list that the user saw, one of <see cref="Lists"/>, or <c>interleaved</c>.</summary>
    public required string Served { get; init; }

    /// <summary>The rankings by their names.</summary>
    public required IReadOnlyDictionary<string, LoggedList> Lists { get; init; }

    /// <summary>The list that chose each document of an interleaved list; empty where the list was not interleaved.</summary>
    public IReadOnlyDictionary<string, string> Teams { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long the answer took; null where it is not known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Why another ranking than the reranker's was given; null where none was.</summary>
    public string? Fallback { get; init; }

    /// <summary>What the cache had of the call: hit, partial, miss; null where there is no cache.</summary>
    public string? Cache { get; init; }

    /// <summary>The documents that were clicked, in the order of the log, each once.</summary>
    public IReadOnlyList<string> Clicks { get; internal set; } = [];
}
