using Microsoft.Extensions.Caching.Distributed;

namespace RerankKit.Sqlite;

/// <summary>The scores of pairs in a database. Bounded by writes: the values of the latest so many are kept.</summary>
internal sealed partial class SqliteScoreCache(RerankDatabase database, long maxScores, TimeProvider timeProvider) : IBatchedDistributedCache
{
    public Task<IReadOnlyList<byte[]?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        CheckKeys(keys);
        return GetAndTouchAsync(keys, cancellationToken);
    }

    public Task SetManyAsync(
        IReadOnlyList<KeyValuePair<string, byte[]>> entries, DistributedCacheEntryOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(options);
        for (int i = 0; i < entries.Count; i++)
        {
            if (entries[i].Key is null || entries[i].Value is null)
            {
                throw new ArgumentException($"Entry {i} has no {(entries[i].Key is null ? "key" : "value")} (null).", nameof(entries));
            }
        }

        DateTimeOffset now = timeProvider.GetUtcNow();
        var lifetime = ScoreLifetime.Of(options, now);
        return database.WriteCacheAsync(
            connection =>
            {
                foreach ((string key, byte[] value) in entries)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    ScoreTable.Set(connection, key, value, lifetime);
                }

                ScoreTable.MakeRoom(connection, maxScores, now.UtcTicks, entries.Count);
            },
            cancellationToken);
    }

    private async Task<IReadOnlyList<byte[]?>> GetAndTouchAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        long now = timeProvider.GetUtcNow().UtcTicks;
        byte[]?[] values = new byte[]?[keys.Count];
        List<string>? used = await database.ReadAsync(
            connection =>
            {
                List<string>? sliding = null;
                for (int i = 0; i < values.Length; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    (values[i], bool isSliding) = ScoreTable.Get(connection, keys[i], now);
                    if (isSliding)
                    {
                        (sliding ??= []).Add(keys[i]);
                    }
                }

                return sliding;
            },
            cancellationToken).ConfigureAwait(false);
        if (used is not null && database.IsWritable)
        {
            await TouchAsync(used, now, cancellationToken).ConfigureAwait(false);
        }

        return values;
    }

    private Task TouchAsync(IReadOnlyList<string> keys, long now, CancellationToken cancellationToken) =>
        database.WriteCacheAsync(
            connection =>
            {
                foreach (string key in keys)
                {
                    ScoreTable.Touch(connection, key, now);
                }
            },
            cancellationToken);

    private static void CheckKeys(IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        for (int i = 0; i < keys.Count; i++)
        {
            if (keys[i] is null)
            {
                throw new ArgumentException($"Key {i} is null.", nameof(keys));
            }
        }
    }
}
