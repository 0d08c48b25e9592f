using Microsoft.Extensions.Caching.Distributed;

namespace RerankKit.LateInteraction;

/// <summary>Keeps token vectors, or the single vectors of an <see cref="EmbeddingReranker"/>, in an application's <see cref="IDistributedCache"/>. Thread-safe.</summary>
/// <remarks>
/// All documents of a call are read in one round trip where the cache is an <see cref="IBatchedDistributedCache"/>, otherwise several at once. A value carries the digest of
/// its text, so a document that has changed is not found. A distributed cache forgets, and cannot count what it holds: for an index that has to stay take RerankKit.Sqlite.
/// </remarks>
public sealed class DistributedTokenVectorStores : ITokenVectorStoreProvider
{
    private readonly IDistributedCache _cache;
    private readonly TokenVectorPrecision _precision;
    private readonly TimeSpan _timeToLive;
    private readonly string _keyPrefix;

    /// <summary>Makes stores over a cache.</summary>
    /// <param name="cache">The cache; not disposed.</param>
    /// <param name="precision">How vectors are kept: Float32, Float16, BFloat16 or Int8.</param>
    /// <param name="timeToLive">How long a vector is kept; null for 30 days.</param>
    /// <param name="keyPrefix">What the keys begin with.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="precision"/> is a residual one, or <paramref name="timeToLive"/> is not more than zero.</exception>
    public DistributedTokenVectorStores(
        IDistributedCache cache, TokenVectorPrecision precision = TokenVectorPrecision.Float32, TimeSpan? timeToLive = null, string keyPrefix = "rerankkit:")
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(keyPrefix);
        if (precision is < TokenVectorPrecision.Float32 or > TokenVectorPrecision.Int8)
        {
            throw Throw.OutOfRange(precision, "Float32, Float16, BFloat16 or Int8", nameof(precision));
        }

        if (timeToLive <= TimeSpan.Zero)
        {
            throw Throw.OutOfRange(timeToLive, "more than zero, or null for 30 days", nameof(timeToLive));
        }

        (_cache, _precision, _timeToLive, _keyPrefix) = (cache, precision, timeToLive ?? TimeSpan.FromDays(30), keyPrefix);
    }

    /// <inheritdoc/>
    public ITokenVectorStore Open(MultiVectorEncoderMetadata encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        string revision = encoder.Revision ?? throw new ArgumentException("The encoder has no Revision, so nothing tells its vectors from others.", nameof(encoder));
        return new DistributedTokenVectorStore(_cache, revision, TokenVectorCodecs.Create(_precision, encoder.Dimension), _timeToLive, _keyPrefix);
    }
}
