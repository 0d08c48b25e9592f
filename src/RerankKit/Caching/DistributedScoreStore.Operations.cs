using Microsoft.Extensions.Caching.Distributed;

namespace RerankKit;

// Reads and writes of the cache itself: batched where it can, else several at once, and never for longer than the timeout.
internal sealed partial class DistributedScoreStore
{
    private async Task<IReadOnlyList<byte[]?>> GetAsync(List<string> keys, CancellationToken cancellationToken)
    {
        if (_batched is not null)
        {
            IReadOnlyList<byte[]?> values = await _batched.GetManyAsync(keys, cancellationToken).ConfigureAwait(false);
            return values?.Count == keys.Count
                ? values
                : throw new InvalidOperationException($"{_batched.GetType()} returned {values?.Count ?? 0} values for {keys.Count} keys; it must return one per key.");
        }

        byte[]?[] each = new byte[]?[keys.Count];
        await Parallel.ForAsync(0, each.Length, Concurrently(cancellationToken), async (i, token) =>
            each[i] = await _cache.GetAsync(keys[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return each;
    }

    private async Task SetAsync(List<KeyValuePair<string, byte[]>> entries, DistributedCacheEntryOptions options, CancellationToken cancellationToken)
    {
        if (_batched is not null)
        {
            await _batched.SetManyAsync(entries, options, cancellationToken).ConfigureAwait(false);
            return;
        }

        await Parallel.ForAsync(0, entries.Count, Concurrently(cancellationToken), async (i, token) =>
            await _cache.SetAsync(entries[i].Key, entries[i].Value, options, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private ParallelOptions Concurrently(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = _options.DistributedConcurrency, CancellationToken = cancellationToken };

    // On the thread pool: a cache may do its work, or wait for its connection, before it returns a task.
    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> operation, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(wait, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        CancellationToken token = either.Token;
        Task<T> running = Task.Run(() => operation(token), CancellationToken.None);
        try
        {
            // A cache that ignores its token is left behind.
            return await running.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Deadline.Observe(running);
            throw new StoreTimeoutException(wait, exception);
        }
        catch (OperationCanceledException)
        {
            Deadline.Observe(running);
            throw;
        }
    }

    private sealed class StoreTimeoutException(TimeSpan wait, Exception inner) : TimeoutException(
        Invariant($"the distributed store did not answer within {wait.TotalMilliseconds:0.##} ms"), inner);
}
