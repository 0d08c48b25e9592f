using Microsoft.Extensions.Logging;

namespace RerankKit.Models;

/// <summary>Tries again what failed for a passing reason, after pauses that double. A hub that was never reached is tried twice only: there may be no network at all.</summary>
internal sealed class HubRetry(HubSettings settings, Func<bool> wasReached, TimeProvider timeProvider, ILogger logger)
{
    private const int AttemptsToReach = 2;

    private int _failures;

    /// <summary>Forgets the failures so far: the work has got further.</summary>
    public void Reset() => _failures = 0;

    /// <summary>Waits before the next attempt.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="what">What was tried, for the message.</param>
    /// <param name="cancellationToken">Ends the pause.</param>
    /// <exception cref="ModelStoreException">There have been too many failures in a row.</exception>
    public async Task PauseAsync(TransientHubException failure, string what, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _failures++;
        if (failure.IsUnreachable && !wasReached() && _failures >= Math.Min(AttemptsToReach, settings.MaxAttempts))
        {
            throw new ModelStoreException(
                ModelStoreError.HubUnavailable,
                $"{what} failed: {settings.Endpoint.Host} cannot be reached ({failure.Message.TrimEnd('.')}). Without a network give the folder of a model, or unpack a bundle made with 'rerankkit models pack'; HF_ENDPOINT names another hub.",
                failure);
        }

        if (_failures >= settings.MaxAttempts)
        {
            throw new ModelStoreException(
                ModelStoreError.HubUnavailable,
                $"{what} failed {_failures} times in a row: {failure.Message} What has arrived is kept; try again later, or work with what is in the cache (HF_HUB_OFFLINE=1).",
                failure);
        }

        TimeSpan delay = failure.RetryAfter ?? TimeSpan.FromTicks(Math.Min(settings.RetryDelay.Ticks << Math.Min(_failures - 1, 10), ModelStoreOptions.RetryLimit.Ticks));
        ModelStoreLog.Retrying(logger, what, failure.Message, delay);
        await Task.Delay(delay, timeProvider, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs an attempt until it succeeds.</summary>
    public static async Task<T> RunAsync<T>(HubRetry retry, string what, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (TransientHubException failure)
            {
                await retry.PauseAsync(failure, what, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
