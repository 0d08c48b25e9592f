namespace RerankKit;

/// <summary>What a score cache did since it was made.</summary>
public sealed record RerankCacheStatistics
{
    /// <summary>Candidates whose score came from the cache.</summary>
    public long Hits { get; init; }

    /// <summary>How many of the <see cref="Hits"/> came from the distributed cache.</summary>
    public long DistributedHits { get; init; }

    /// <summary>Candidates whose score was not in the cache.</summary>
    public long Misses { get; init; }

    /// <summary>Scores in memory now, expired ones that were not yet replaced included.</summary>
    public int Entries { get; init; }

    /// <summary>Scores that left memory to make room for others.</summary>
    public long Evictions { get; init; }

    /// <summary>Reads and writes of the distributed cache that failed or took too long.</summary>
    public long DistributedFailures { get; init; }

    /// <summary>Values of the distributed cache that could not be read and counted as misses.</summary>
    public long CorruptValues { get; init; }
}
