using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace RerankKit.Tests.Caching;

/// <summary>A distributed cache in a dictionary, whose operations a test can hold up or let fail.</summary>
internal class FakeDistributedCache : IDistributedCache
{
    private int _running;
    private int _mostAtOnce;

    public ConcurrentDictionary<string, byte[]> Values { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<DistributedCacheEntryOptions> Written { get; } = new();

    public ConcurrentQueue<string> Operations { get; } = new();

    /// <summary>Runs before every operation, with its name.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public int MostAtOnce => _mostAtOnce;

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        await RunAsync("get", token);
        return Values.GetValueOrDefault(key);
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        await RunAsync("set", token);
        Written.Enqueue(options);
        Values[key] = value;
    }

    public byte[]? Get(string key) => throw new NotSupportedException("the cache is asynchronous");

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException("the cache is asynchronous");

    public void Refresh(string key) => throw new NotSupportedException("nothing slides");

    public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException("nothing slides");

    public void Remove(string key) => throw new NotSupportedException("the cache is asynchronous");

    public Task RemoveAsync(string key, CancellationToken token = default) => throw new NotSupportedException("nothing is removed");

    protected async Task RunAsync(string operation, CancellationToken token)
    {
        Operations.Enqueue(operation);
        int running = Interlocked.Increment(ref _running);
        InterlockedMax(running);
        try
        {
            await Before(operation, token);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private void InterlockedMax(int running)
    {
        int most;
        while ((most = _mostAtOnce) < running && Interlocked.CompareExchange(ref _mostAtOnce, running, most) != most)
        {
        }
    }
}
