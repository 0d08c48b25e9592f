using Microsoft.Extensions.Caching.Distributed;

namespace RerankKit;

/// <summary>
/// A distributed cache that reads and writes many values in one round trip, as Redis does with MGET and pipelined SET. The score
/// cache uses it where the registered <see cref="IDistributedCache"/> implements it.
/// </summary>
public interface IBatchedDistributedCache : IDistributedCache
{
    /// <summary>Reads values in one round trip.</summary>
    /// <param name="keys">The keys; not empty.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One value per key, in the order of <paramref name="keys"/>; null where there is none.</returns>
    Task<IReadOnlyList<byte[]?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Writes values in one round trip.</summary>
    /// <param name="entries">Keys and values; not empty.</param>
    /// <param name="options">When the values expire.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the values are stored.</returns>
    Task SetManyAsync(
        IReadOnlyList<KeyValuePair<string, byte[]>> entries,
        DistributedCacheEntryOptions options,
        CancellationToken cancellationToken = default);
}
