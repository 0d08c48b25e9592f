namespace RerankKit;

/// <summary>The remembered score of one pair, or of one place of a whole list.</summary>
/// <param name="Result">
/// The result as the reranker gave it. Its index is 0, for a whole list the rank; its placement is kept for whole lists.
/// </param>
/// <param name="Kind">What the score is. Entries of different kinds are never ranked together.</param>
/// <param name="Stamp">Scope and generation of the candidate. An entry with another stamp than the one asked for is not served.</param>
/// <param name="ExpiresAt">UTC ticks from which on it is not served; 0 says that there is no entry.</param>
internal readonly record struct CacheEntry(RerankResult Result, RerankScoreKind Kind, ulong Stamp, long ExpiresAt)
{
    /// <summary>How much of the query was read for this score, where it was cut.</summary>
    public QueryTruncation? QueryTruncation { get; init; }

    public bool IsMissing => ExpiresAt == 0;

    public bool IsServable(ulong stamp, long now) => Stamp == stamp && ExpiresAt > now;
}
