using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace RerankKit;

// Writes go on after the answer; they are kept track of, so that they can be waited for and stopped.
internal sealed partial class DistributedScoreStore
{
    private readonly ConcurrentDictionary<Task, bool> _writes = new();
    private readonly CancellationTokenSource _stopping = new();
    private bool _isDisposed;

    /// <summary>Writes the entries that are not missing, under the keys of the batch.</summary>
    /// <returns>A task that never fails.</returns>
    public Task WriteAsync(MissBatch batch, CacheEntry[] entries)
    {
        List<KeyValuePair<string, byte[]>> values = [];
        for (int i = 0; i < entries.Length; i++)
        {
            if (!entries[i].IsMissing)
            {
                values.Add(new(PairKey(batch, i), CacheEntryCodec.Write(batch.Keys[i], entries[i])));
            }
        }

        if (values.Count == 0 || _rest.IsResting)
        {
            return Task.CompletedTask;
        }

        Task write = WriteAsync(values);
        Track(write);
        return write;
    }

    /// <summary>Writes a new generation of an id, later than the one that stands in the cache.</summary>
    /// <returns>The generation.</returns>
    public async Task<long> WriteGenerationAsync(ulong scopeTag, Hash128 idKey, long generation, CancellationToken cancellationToken)
    {
        string key = GenerationKey(scopeTag, idKey);
        byte[]? value = await _cache.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (value is not null && CacheEntryCodec.TryReadGeneration(idKey, value, out long present))
        {
            generation = Math.Max(generation, present + 1);
        }

        var options = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = _generations.Lifetime };
        await _cache.SetAsync(key, CacheEntryCodec.WriteGeneration(idKey, generation), options, cancellationToken).ConfigureAwait(false);
        return generation;
    }

    /// <summary>Waits for the writes under way.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => Task.WhenAll(_writes.Keys).WaitAsync(cancellationToken);

    /// <summary>Stops the writes under way.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    private async Task WriteAsync(List<KeyValuePair<string, byte[]>> values)
    {
        try
        {
            var options = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = _options.TimeToLive };
            await InTimeAsync(
                async token =>
                {
                    await SetAsync(values, options, token).ConfigureAwait(false);
                    return true;
                },
                _options.DistributedTimeout,
                _stopped).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The pipeline is being disposed; the scores are lost to other processes, which score them again.
        }
        catch (Exception exception)
        {
            Failed(exception, _options.DistributedTimeout);
            CacheLog.WriteFailed(_logger, exception, values.Count);
        }
    }

    private void Track(Task write)
    {
        _writes.TryAdd(write, true);
        _ = write.ContinueWith(
            (done, _) => _writes.TryRemove(done, out bool _),
            null,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
