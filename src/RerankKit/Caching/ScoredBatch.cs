namespace RerankKit;

/// <summary>The answer to a <see cref="MissBatch"/>. It may be handed to several calls.</summary>
/// <param name="Outcomes">
/// One per pair of the batch. One that came from the cache after all has a time to expire; one that the reranker gave has none.
/// </param>
/// <param name="Response">What the reranker answered to the rest; null when it was not called.</param>
internal sealed record ScoredBatch(CacheEntry[] Outcomes, RerankResponse? Response)
{
    private int _usageClaimed;

    /// <summary>Pairs found in the distributed cache.</summary>
    public int FromDistributed { get; init; }

    /// <summary>Why the distributed cache gave nothing; null when it could be asked, or there is none.</summary>
    public string? StoreTrouble { get; init; }

    /// <summary>Pairs that the reranker was asked for.</summary>
    public int Sent { get; init; }

    /// <summary>Why the new scores were not stored; null when they were.</summary>
    public string? NotStored { get; init; }

    /// <summary>The cache's own time, without the reranker's.</summary>
    public TimeSpan OwnTime { get; init; }

    /// <summary>True for one of the calls that share this answer: that one reports what the answer cost.</summary>
    public bool ClaimUsage() => Interlocked.Exchange(ref _usageClaimed, 1) == 0;
}
