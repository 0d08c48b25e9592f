using System.Buffers.Binary;
using Microsoft.Extensions.Caching.Distributed;

namespace RerankKit.LateInteraction;

/// <summary>The token vectors of one revision in a distributed cache: under each document's id the digest of its text, then its vectors.</summary>
internal sealed class DistributedTokenVectorStore(IDistributedCache cache, string revision, TokenVectorCodec codec, TimeSpan timeToLive, string keyPrefix) : ITokenVectorStore
{
    private const int HeaderBytes = 16;
    private const int Concurrency = 32;
    private readonly string _prefix = $"{keyPrefix}vectors:{Hash128.Of($"{revision};{codec.Id}")}:";

    public string Revision => revision;

    public TokenVectorCodec Codec => codec;

    public async ValueTask<StoredTokenVectors> ReadAsync(IReadOnlyList<TokenVectorKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var documents = new ReadOnlyMemory<byte>?[keys.Count];
        if (keys.Count == 0)
        {
            return new(documents);
        }

        IReadOnlyList<byte[]?> values = await GetAsync([.. keys.Select(key => NameOf(key.Id))], cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < documents.Length; i++)
        {
            // What is not of this text, or not whole, is as good as not there: it is encoded again.
            if (values[i] is { Length: >= HeaderBytes } value
                && BinaryPrimitives.ReadUInt128LittleEndian(value) == keys[i].ContentHash
                && (value.Length - HeaderBytes) % codec.BytesPerToken == 0)
            {
                documents[i] = value.AsMemory(HeaderBytes);
            }
        }

        return new(documents);
    }

    public async ValueTask WriteAsync(IReadOnlyList<TokenVectorEntry> entries, CancellationToken cancellationToken = default)
    {
        EntryEncoding.Check(codec, entries);
        KeyValuePair<string, byte[]>[] values = [.. entries.Select(Encode)];
        if (values.Length == 0)
        {
            return;
        }

        DistributedCacheEntryOptions options = new() { AbsoluteExpirationRelativeToNow = timeToLive };
        if (cache is IBatchedDistributedCache batched)
        {
            await batched.SetManyAsync(values, options, cancellationToken).ConfigureAwait(false);
            return;
        }

        await Parallel.ForAsync(0, values.Length, Concurrently(cancellationToken), async (i, token) =>
            await cache.SetAsync(values[i].Key, values[i].Value, options, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async ValueTask<int> DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int deleted = 0;
        await Parallel.ForAsync(0, ids.Count, Concurrently(cancellationToken), async (i, token) =>
        {
            if (await cache.GetAsync(NameOf(ids[i]), token).ConfigureAwait(false) is not null)
            {
                await cache.RemoveAsync(NameOf(ids[i]), token).ConfigureAwait(false);
                Interlocked.Increment(ref deleted);
            }
        }).ConfigureAwait(false);
        return deleted;
    }

    public ValueTask<TokenVectorStoreStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A distributed cache cannot count what it holds. Ask the cache's own tools, or keep vectors in RerankKit.Sqlite.");

    /// <summary>Does nothing: the cache is the application's.</summary>
    public void Dispose()
    {
    }

    // Ids may be long, or hold what a cache's keys may not.
    private string NameOf(string id) => $"{_prefix}{Hash128.Of(id)}";

    private KeyValuePair<string, byte[]> Encode(TokenVectorEntry entry)
    {
        byte[] value = new byte[HeaderBytes + EntryEncoding.LengthOf(codec, entry)];
        BinaryPrimitives.WriteUInt128LittleEndian(value, entry.Key.ContentHash);
        EntryEncoding.Encode(codec, entry, value.AsSpan(HeaderBytes));
        return new(NameOf(entry.Key.Id), value);
    }

    private async Task<IReadOnlyList<byte[]?>> GetAsync(string[] names, CancellationToken cancellationToken)
    {
        if (cache is IBatchedDistributedCache batched)
        {
            IReadOnlyList<byte[]?> values = await batched.GetManyAsync(names, cancellationToken).ConfigureAwait(false);
            return values?.Count == names.Length
                ? values
                : throw new InvalidOperationException($"{cache.GetType()} returned {values?.Count ?? 0} values for {names.Length} keys; it must return one per key.");
        }

        byte[]?[] each = new byte[]?[names.Length];
        await Parallel.ForAsync(0, each.Length, Concurrently(cancellationToken), async (i, token) =>
            each[i] = await cache.GetAsync(names[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return each;
    }

    private static ParallelOptions Concurrently(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
}
