namespace RerankKit;

// Invalidation, flushing, statistics, disposal.
public sealed partial class CachingReranker
{
    private long _hits;
    private long _distributedHits;
    private long _misses;

    /// <inheritdoc/>
    public async Task InvalidateAsync(string candidateId, string? scope = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(candidateId);
        long now = Now;
        ulong scopeTag = CallKey.ScopeTagOf(_options.Scope, scope);
        Hash128 key = IdGenerations.KeyOf(scopeTag, candidateId);
        long generation = Math.Max(now, _generations.GenerationOf(key, now) + 1);
        _generations.Learn(key, generation, now);
        BoundGenerations(now);
        if (_distributed is not null)
        {
            long written = await _distributed.WriteGenerationAsync(scopeTag, key, generation, cancellationToken).ConfigureAwait(false);
            _generations.Learn(key, written, now);
        }
    }

    /// <inheritdoc/>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _distributed?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void ClearMemory() => _memory.Clear();

    /// <inheritdoc/>
    public RerankCacheStatistics GetStatistics() => new()
    {
        Hits = Interlocked.Read(ref _hits),
        DistributedHits = Interlocked.Read(ref _distributedHits),
        Misses = Interlocked.Read(ref _misses),
        Entries = _memory.Count,
        Evictions = _memory.Evictions,
        DistributedFailures = _distributed?.Failures ?? 0,
        CorruptValues = _distributed?.CorruptValues ?? 0,
    };

    /// <summary>Waits for the writes to the distributed cache that are under way, then disposes the cache and the inner reranker.</summary>
    /// <returns>A task that completes when all is disposed.</returns>
    public async ValueTask DisposeAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        Dispose();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _distributed?.Dispose();
        }

        base.Dispose(disposing);
    }

    // More invalidated ids than scores: forgetting the scores is cheaper than remembering the ids. Scores under way are not stored then.
    private void BoundGenerations(long now)
    {
        if (_generations.Count > _options.MaxEntries)
        {
            _generations.Purge(now);
            if (_generations.Count > _options.MaxEntries)
            {
                _memory.Clear();
                _generations.Clear();
            }
        }
    }
}
