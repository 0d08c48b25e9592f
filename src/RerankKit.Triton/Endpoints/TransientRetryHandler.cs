using System.Net.Http.Headers;

namespace RerankKit.Triton;

/// <summary>Sends a request again that failed for a passing reason: no or a broken connection, an attempt that took too long, status 408, 429 or from 500 up, a model that only other endpoints have.</summary>
/// <remarks>
/// Where <see cref="EndpointBalancingHandler"/> stands further in, another endpoint is asked, at once; where all have been, after a pause. The body must
/// allow to be sent again. For requests without side effects, as inference is. Thread-safe.
/// </remarks>
internal sealed class TransientRetryHandler : DelegatingHandler
{
    private const int MaxDoublings = 20;
    private readonly TransientRetryOptions _options;
    private readonly TimeProvider _timeProvider;

    /// <summary>Makes the handler.</summary>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="timeProvider">Measures pauses; null for the system's clock.</param>
    public TransientRetryHandler(TransientRetryOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = options?.Clone() ?? new();
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestTrail trail = RequestTrail.Of(request);
        for (int retries = 0; ; retries++)
        {
            HttpResponseMessage? response = null;
            try
            {
                response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (retries < _options.MaxRetries && AttemptOutcomes.IsTransient(exception) && !cancellationToken.IsCancellationRequested)
            {
                // The next attempt may succeed; the last one's exception is the caller's.
            }

            TimeSpan pause = trail.HasOthers ? TimeSpan.Zero : Pause(retries, response?.Headers.RetryAfter);
            if (response is not null)
            {
                if (retries == _options.MaxRetries || pause > _options.MaxDelay || !trail.IsTransient(response))
                {
                    return response;
                }

                response.Dispose();
            }

            ServingInstruments.Retried();
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, _timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan Pause(int retries, RetryConditionHeaderValue? asked)
    {
        if ((asked?.Delta ?? (asked?.Date - _timeProvider.GetUtcNow())) is TimeSpan wait)
        {
            return wait;
        }

        double doubled = _options.Delay.TotalSeconds * Math.Pow(2, Math.Min(retries, MaxDoublings));
        return TimeSpan.FromSeconds(Math.Min(doubled, _options.MaxDelay.TotalSeconds) * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
