using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace RerankKit.LateInteraction.Tests;

public class DistributedTokenVectorStoresTests
{
    private static readonly MultiVectorEncoderMetadata Encoder = new("test", 2) { Revision = "r1" };

    [Test]
    public async Task WhatWasWrittenIsReadUnlessItsTextHasChanged()
    {
        using ITokenVectorStore store = new DistributedTokenVectorStores(new Cache()).Open(Encoder);
        var key = TokenVectorKey.OfText("text", "id");
        await store.WriteAsync([new(key, new(new float[] { 1, 2, 3, 4 }, 2)), new(TokenVectorKey.OfText("nothing", "0"), new(ReadOnlyMemory<float>.Empty, 2))]);
        using StoredTokenVectors read = await store.ReadAsync([key, TokenVectorKey.OfText("other text", "id"), TokenVectorKey.OfText("nothing", "0"), TokenVectorKey.OfText("x")]);

        Assert.That(read.TryGet(0, out ReadOnlyMemory<byte> bytes), Is.True);
        float[] vectors = new float[4];
        store.Codec.Decode(bytes.Span, vectors);
        Assert.That(vectors, Is.EqualTo(new float[] { 1, 2, 3, 4 }));
        Assert.That((read.TryGet(1, out _), read.TryGet(2, out bytes), bytes.Length, read.TryGet(3, out _)), Is.EqualTo((false, true, 0, false)));
        Assert.That(await store.ContainsAsync([key]), Is.EqualTo(new[] { true }));
    }

    [Test]
    public async Task RevisionsAndPrecisionsAreKeptApart()
    {
        var cache = new Cache();
        var key = TokenVectorKey.OfText("text");
        using ITokenVectorStore store = new DistributedTokenVectorStores(cache).Open(Encoder);
        await store.WriteAsync([new(key, new(new float[] { 1, 2 }, 2))]);
        using ITokenVectorStore other = new DistributedTokenVectorStores(cache).Open(new("test", 2) { Revision = "r2" });
        using ITokenVectorStore half = new DistributedTokenVectorStores(cache, TokenVectorPrecision.Float16).Open(Encoder);
        Assert.That(await other.ContainsAsync([key]), Is.EqualTo(new[] { false }));
        Assert.That(await half.ContainsAsync([key]), Is.EqualTo(new[] { false }));
    }

    [Test]
    public async Task ABatchedCacheIsAskedOnce()
    {
        var cache = new Batched();
        using ITokenVectorStore store = new DistributedTokenVectorStores(cache).Open(Encoder);
        TokenVectorKey[] keys = [.. Enumerable.Range(0, 5).Select(i => TokenVectorKey.OfText($"{i}"))];
        await store.WriteAsync([.. keys.Select(key => new TokenVectorEntry(key, new(new float[] { 1, 2 }, 2)))]);
        using StoredTokenVectors read = await store.ReadAsync(keys);
        Assert.That((read.HitCount, cache.Reads, cache.Writes), Is.EqualTo((5, 1, 1)));
        using StoredTokenVectors none = await store.ReadAsync([]);
        Assert.That(none.Count, Is.Zero);
    }

    [Test]
    public async Task DamagedValuesAreAsGoodAsNone()
    {
        var cache = new Cache();
        using ITokenVectorStore store = new DistributedTokenVectorStores(cache).Open(Encoder);
        var key = TokenVectorKey.OfText("text");
        await store.WriteAsync([new(key, new(new float[] { 1, 2 }, 2))]);
        string name = cache.Values.Keys.Single();
        Assert.That(name, Does.StartWith("rerankkit:vectors:"));
        foreach (byte[] damaged in (byte[][])[[], [1, 2, 3], cache.Values[name][..^1]])
        {
            cache.Values[name] = damaged;
            Assert.That(await store.ContainsAsync([key]), Is.EqualTo(new[] { false }));
        }
    }

    [Test]
    public async Task DocumentsAreDeletedByTheirIds()
    {
        using ITokenVectorStore store = new DistributedTokenVectorStores(new Cache()).Open(Encoder);
        var key = TokenVectorKey.OfText("text", "id");
        await store.WriteAsync([new(key, new(new float[] { 1, 2 }, 2))]);
        Assert.That((await store.DeleteAsync(["id", "other"]), await store.DeleteAsync(["id"])), Is.EqualTo((1, 0)));
        Assert.That(await store.ContainsAsync([key]), Is.EqualTo(new[] { false }));
    }

    [Test]
    public void WhatCannotBeIsRefused()
    {
        Assert.That(() => new DistributedTokenVectorStores(new Cache(), TokenVectorPrecision.Residual2Bit), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new DistributedTokenVectorStores(new Cache(), timeToLive: TimeSpan.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new DistributedTokenVectorStores(new Cache()).Open(new("test", 2)), Throws.ArgumentException.With.Message.Contains("Revision"));
        using ITokenVectorStore store = new DistributedTokenVectorStores(new Cache()).Open(Encoder);
        Assert.That(() => store.GetStatisticsAsync(), Throws.TypeOf<NotSupportedException>());
        Assert.That(async () => await store.WriteAsync([new(TokenVectorKey.OfText("text"), new(new float[] { 1, 2, 3 }, 3))]), Throws.ArgumentException.With.Message.Contains("3 numbers"));
    }

    internal class Cache : IDistributedCache
    {
        public ConcurrentDictionary<string, byte[]> Values { get; } = new(StringComparer.Ordinal);

        public byte[]? Get(string key) => Values.GetValueOrDefault(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

        public void Refresh(string key)
        {
        }

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Remove(string key) => Values.TryRemove(key, out _);

        public Task RemoveAsync(string key, CancellationToken token = default)
        {
            Remove(key);
            return Task.CompletedTask;
        }

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Values[key] = value;

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
        {
            Set(key, value, options);
            return Task.CompletedTask;
        }
    }

    private sealed class Batched : Cache, IBatchedDistributedCache
    {
        public int Reads { get; private set; }

        public int Writes { get; private set; }

        public Task<IReadOnlyList<byte[]?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
        {
            Reads++;
            return Task.FromResult<IReadOnlyList<byte[]?>>([.. keys.Select(Get)]);
        }

        public Task SetManyAsync(IReadOnlyList<KeyValuePair<string, byte[]>> entries, DistributedCacheEntryOptions options, CancellationToken cancellationToken = default)
        {
            Writes++;
            foreach ((string key, byte[] value) in entries)
            {
                Set(key, value, options);
            }

            return Task.CompletedTask;
        }
    }
}
