namespace RerankKit.Evaluation;

/// <summary>A ranking of a log.</summary>
public sealed class LoggedList
{
    /// <summary>Whose it is, for example <c>first-stage</c> or <c>treatment</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The documents, best first.</summary>
    public required IReadOnlyList<string> DocumentIds { get; init; }

    /// <summary>Their scores, null where there is none; empty where no document has one.</summary>
    public IReadOnlyList<double?> Scores { get; init; } = [];

    /// <summary>Of an interleaved list, the name of the list that chose each document; else empty.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>Whether the user saw this one.</summary>
    public bool IsShown { get; init; }

    /// <summary>How long it took to make; null where it is not known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The model that scored; null where it is not known.</summary>
    public string? ModelId { get; init; }

    /// <summary>Why it is another ranking than the reranker's; null where it is the reranker's.</summary>
    public string? Fallback { get; init; }

    /// <summary>What the cache had of the call: hit, partial, miss; null without a cache.</summary>
    public string? Cache { get; init; }

    /// <summary>The place of a document, from 1.</summary>
    /// <param name="documentId">The document.</param>
    /// <returns>The place; null where the list does not have it.</returns>
    public int? RankOf(string documentId)
    {
        for (int i = 0; i < DocumentIds.Count; i++)
        {
            if (string.Equals(DocumentIds[i], documentId, StringComparison.Ordinal))
            {
                return i + 1;
            }
        }

        return null;
    }
}
