namespace RerankKit;

/// <summary>
/// What an application does with the score cache of a pipeline. Ask any reranker of the pipeline for it with
/// <c>GetService&lt;IRerankCache&gt;()</c>.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public interface IRerankCache
{
    /// <summary>Sees to it that no score computed before is served any more for a candidate with this id.</summary>
    /// <remarks>
    /// An edited text needs no invalidation, since keys hold the text's hash. When the returned task completes, this process serves
    /// nothing older; neither does any process that reads the distributed cache for the candidate. What another process holds in its
    /// own memory it may serve until <see cref="RerankCacheOptions.MemoryTimeToLive"/> is over.
    /// </remarks>
    /// <param name="candidateId">The <see cref="RerankCandidate.Id"/>.</param>
    /// <param name="scope">The <see cref="RerankOptions.Scope"/> of the calls; null for calls without one.</param>
    /// <param name="cancellationToken">Cancels the write to the distributed cache. This process has forgotten the scores all the same.</param>
    /// <returns>A task that completes when the invalidation holds.</returns>
    /// <exception cref="ArgumentException"><paramref name="candidateId"/> is null or empty.</exception>
    /// <exception cref="Exception">The distributed cache failed: other processes may serve older scores. Call again.</exception>
    Task InvalidateAsync(string candidateId, string? scope = null, CancellationToken cancellationToken = default);

    /// <summary>Waits until the scores of all calls that have returned are in the distributed cache, or failed to get there.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the writes.</param>
    /// <returns>A task that completes when no write is under way.</returns>
    Task FlushAsync(CancellationToken cancellationToken = default);

    /// <summary>Forgets all scores in this process's memory. The distributed cache keeps its own.</summary>
    void ClearMemory();

    /// <summary>What the cache did so far.</summary>
    /// <returns>A snapshot.</returns>
    RerankCacheStatistics GetStatistics();
}
