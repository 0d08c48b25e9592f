using Microsoft.Extensions.Caching.Distributed;

namespace RerankKit.Sqlite;

/// <content>One value at a time. The calls that are not asynchronous wait for those that are, which need none of the caller's context.</content>
internal sealed partial class SqliteScoreCache
{
    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return (await GetAndTouchAsync([key], token).ConfigureAwait(false))[0];
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return SetManyAsync([new(key, value)], options, token);
    }

    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    public Task RefreshAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return TouchAsync([key], timeProvider.GetUtcNow().UtcTicks, token);
    }

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    public Task RemoveAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return database.WriteCacheAsync(connection => ScoreTable.Remove(connection, key), token);
    }
}
