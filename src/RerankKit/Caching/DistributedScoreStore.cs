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
    private readonly StoreRest _rest;
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
        _rest = new(timeProvider, options.DistributedPause);
    }

    public long Failures => Interlocked.Read(ref _failures);

    public long CorruptValues => Interlocked.Read(ref _corruptValues);

    private long Now => _timeProvider.GetUtcNow().UtcTicks;

    /// <summary>Fills the outcomes that are missing, as far as the cache has them, in one round trip where it can.</summary>
    /// <remarks>The generations of the candidates' ids are read along; a stamp that they make obsolete is replaced in the batch.</remarks>
    public async Task<StoreRead> ReadAsync(MissBatch batch, CacheEntry[] outcomes, CancellationToken cancellationToken)
    {
        ulong[] stamps = [.. batch.Stamps];
        StoreRead read = await ReadOnceAsync(batch, outcomes, cancellationToken).ConfigureAwait(false);
        if (stamps.AsSpan().SequenceEqual(batch.Stamps))
        {
            return read;
        }

        // The score of a generation heard of only now lies in another place.
        StoreRead again = await ReadOnceAsync(batch, outcomes, cancellationToken).ConfigureAwait(false);
        return new(read.Found + again.Found, again.Trouble);
    }

    private async Task<StoreRead> ReadOnceAsync(MissBatch batch, CacheEntry[] outcomes, CancellationToken cancellationToken)
    {
        TimeSpan wait = Wait(batch.Budget);
        if (wait <= TimeSpan.Zero || !_rest.TryAsk(wait))
        {
            return new(0, wait > TimeSpan.Zero ? "the distributed store is left alone after a failure" : "no time for the distributed store");
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
            values = await InTimeAsync(token => GetAsync(keys, token), wait, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _rest.GaveUp();
            throw;
        }
        catch (Exception exception)
        {
            Failed(exception, wait);
            CacheLog.ReadFailed(_logger, exception, keys.Count);
            return new(0, exception is StoreTimeoutException ? exception.Message : $"the distributed store failed: {exception.GetType().Name}");
        }

        _rest.Succeeded();
        return new(Accept(batch, outcomes, positions, values));
    }

    // The cache gets half of the time at most, so that a slow one leaves time to score.
    private TimeSpan Wait(CallBudget budget) =>
        budget.Left / 2 is TimeSpan half && half < _options.DistributedTimeout ? half : _options.DistributedTimeout;

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

    private void Failed(Exception exception, TimeSpan waited)
    {
        Interlocked.Increment(ref _failures);
        _rest.Failed(exception is StoreTimeoutException ? waited : null);
    }
}
