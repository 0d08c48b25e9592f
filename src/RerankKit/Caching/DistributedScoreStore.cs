using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;

namespace RerankKit;

/// <summary>Scores in a distributed cache. Its failures and its slowness never reach a request: they count as misses.</summary>
internal sealed partial class DistributedScoreStore : IDisposable
{
    private readonly IDistributedCache _cache;
    private readonly IBatchedDistributedCache? _batched;
    private readonly RerankCacheOptions _options;
    private readonly IdGenerations _generations;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopped;
    private long _pausedUntil;
    private long _failures;
    private long _corruptValues;

    public DistributedScoreStore(
        IDistributedCache cache, RerankCacheOptions options, IdGenerations generations, TimeProvider timeProvider, ILogger logger)
    {
        _cache = cache;
        _batched = cache as IBatchedDistributedCache;
        _options = options;
        _generations = generations;
        _timeProvider = timeProvider;
        _logger = logger;
        _stopped = _stopping.Token;
    }

    public long Failures => Interlocked.Read(ref _failures);

    public long CorruptValues => Interlocked.Read(ref _corruptValues);

    private long Now => _timeProvider.GetUtcNow().UtcTicks;

    /// <summary>Fills the outcomes that are missing, as far as the cache has them, in one round trip where it can.</summary>
    /// <remarks>The generations of the candidates' ids are read along; a stamp that they make obsolete is replaced in the batch.</remarks>
    /// <returns>How many were filled.</returns>
    public async Task<int> ReadAsync(MissBatch batch, CacheEntry[] outcomes, CancellationToken cancellationToken)
    {
        ulong[] stamps = [.. batch.Stamps];
        int filled = await ReadOnceAsync(batch, outcomes, cancellationToken).ConfigureAwait(false);

        // The score of a generation heard of only now lies in another place.
        return stamps.AsSpan().SequenceEqual(batch.Stamps) ? filled : filled + await ReadOnceAsync(batch, outcomes, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> ReadOnceAsync(MissBatch batch, CacheEntry[] outcomes, CancellationToken cancellationToken)
    {
        if (Now < Interlocked.Read(ref _pausedUntil))
        {
            return 0;
        }

        List<int> positions = [];
        List<string> keys = [];
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].IsMissing)
            {
                positions.Add(i);
                keys.Add(PairKey(batch, i));
            }
        }

        foreach (int position in positions)
        {
            if (batch.Candidates[position].Id is string id)
            {
                keys.Add(GenerationKey(batch.Call.ScopeTag, IdGenerations.KeyOf(batch.Call.ScopeTag, id)));
            }
        }

        IReadOnlyList<byte[]?>? values;
        try
        {
            values = await InTimeAsync(token => GetAsync(keys, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Pause();
            CacheLog.ReadFailed(_logger, exception, keys.Count);
            return 0;
        }

        return Accept(batch, outcomes, positions, values);
    }

    private int Accept(MissBatch batch, CacheEntry[] outcomes, List<int> positions, IReadOnlyList<byte[]?> values)
    {
        long now = Now;
        int next = positions.Count;
        int filled = 0;
        int corrupt = 0;
        for (int k = 0; k < positions.Count; k++)
        {
            int i = positions[k];
            if (batch.Candidates[i].Id is string id && values[next++] is byte[] generationValue)
            {
                Hash128 idKey = IdGenerations.KeyOf(batch.Call.ScopeTag, id);
                if (!CacheEntryCodec.TryReadGeneration(idKey, generationValue, out long generation))
                {
                    corrupt++;
                    continue; // no score can be trusted without it
                }

                _generations.Learn(idKey, generation, now);
                batch.Stamps[i] = _generations.StampOf(batch.Call.ScopeTag, id, now);
            }

            if (values[k] is not byte[] value)
            {
                continue;
            }

            if (!CacheEntryCodec.TryRead(batch.Keys[i], value, out CacheEntry entry))
            {
                corrupt++;
            }
            else if (entry.IsServable(batch.Stamps[i], now))
            {
                outcomes[i] = entry;
                filled++;
            }
        }

        if (corrupt > 0)
        {
            Interlocked.Add(ref _corruptValues, corrupt);
            CacheLog.CorruptValues(_logger, corrupt);
        }

        return filled;
    }

    private string PairKey(MissBatch batch, int position) => $"{_options.DistributedKeyPrefix}{batch.Call.ScopeTag:x16}:{batch.PlaceOf(position)}";

    private string GenerationKey(ulong scopeTag, Hash128 idKey) => $"{_options.DistributedKeyPrefix}{scopeTag:x16}:id:{idKey}";

    private void Pause()
    {
        Interlocked.Increment(ref _failures);
        Interlocked.Exchange(ref _pausedUntil, Now + _options.DistributedPause.Ticks);
    }
}
