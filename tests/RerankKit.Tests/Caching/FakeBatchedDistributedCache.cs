using Microsoft.Extensions.Caching.Distributed;

namespace RerankKit.Tests.Caching;

/// <summary>A <see cref="FakeDistributedCache"/> that reads and writes many values at once.</summary>
internal sealed class FakeBatchedDistributedCache : FakeDistributedCache, IBatchedDistributedCache
{
    public Func<IReadOnlyList<byte[]?>, IReadOnlyList<byte[]?>> Answer { get; set; } = values => values;

    public async Task<IReadOnlyList<byte[]?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        await RunAsync($"get {keys.Count}", cancellationToken);
        return Answer([.. keys.Select(key => Values.GetValueOrDefault(key))]);
    }

    public async Task SetManyAsync(
        IReadOnlyList<KeyValuePair<string, byte[]>> entries, DistributedCacheEntryOptions options, CancellationToken cancellationToken = default)
    {
        await RunAsync($"set {entries.Count}", cancellationToken);
        Written.Enqueue(options);
        foreach ((string key, byte[] value) in entries)
        {
            Values[key] = value;
        }
    }
}
