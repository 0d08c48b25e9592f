namespace RerankKit.Triton;

/// <summary>Sends a request that takes longer than most a second time, and takes the first good answer (hedged requests: Dean and Barroso, "The Tail at Scale").</summary>
/// <remarks>
/// The second request goes to another endpoint where <see cref="EndpointBalancingHandler"/> stands further in. Only requests with a body are hedged and
/// measured; the body must allow to be sent twice, also at once, as <see cref="ByteArrayContent"/> and this library's requests do. The request that lost
/// runs to its end within the limit of an attempt where there is such a handler, so that its endpoint counts as busy for as long as it is; otherwise it is cancelled. Thread-safe.
/// </remarks>
internal sealed class HedgingHandler : DelegatingHandler
{
    private const double Burst = 10;
    private readonly HedgingOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly LatencyWindow _latencies;
    private readonly Lock _gate = new();
    private double _credit;

    /// <summary>Makes the handler.</summary>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="timeProvider">Measures time; null for the system's clock.</param>
    public HedgingHandler(HedgingOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = options?.Clone() ?? new();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _latencies = new(_options.Window, _options.Percentile);
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Content is null)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var trail = RequestTrail.Of(request);
        Earn();

        // Copies: one that lost may still be under way when the caller has disposed the original.
        long start = _timeProvider.GetTimestamp();
        var first = HedgedAttempt.Start(base.SendAsync, Copy(request), cancellationToken);
        HedgedAttempt? second = null;
        try
        {
            if (_latencies.Value is TimeSpan usual && !await EndsWithinAsync(first, usual, cancellationToken).ConfigureAwait(false) && Spend())
            {
                second = HedgedAttempt.Start(base.SendAsync, Copy(request), cancellationToken);
                await Task.WhenAny(first.Task, second.Task).ConfigureAwait(false);
            }

            HedgedAttempt winner = await ChooseAsync(first, second).ConfigureAwait(false);
            HttpResponseMessage response = await winner.TakeAsync().ConfigureAwait(false);
            if (second is not null)
            {
                ServingInstruments.Hedged(hasWon: winner == second);
            }

            if (!trail.IsTransient(response))
            {
                // Of a first request that lost this is less than it would have taken, but more than most take.
                _latencies.Add(_timeProvider.GetElapsedTime(start));
            }

            return response;
        }
        finally
        {
            first.Abandon();
            second?.Abandon();
        }
    }

    // The one that has a good answer; where neither has, the first.
    private static async Task<HedgedAttempt> ChooseAsync(HedgedAttempt first, HedgedAttempt? second)
    {
        if (second is null || first.HasGoodAnswer)
        {
            return first;
        }

        if (second.HasGoodAnswer)
        {
            return second;
        }

        // One has failed: the other may still do it.
        await ((Task)Task.WhenAll(first.Task, second.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return second.HasGoodAnswer && !first.HasGoodAnswer ? second : first;
    }

    private async Task<bool> EndsWithinAsync(HedgedAttempt attempt, TimeSpan usual, CancellationToken cancellationToken)
    {
        TimeSpan delay = usual > _options.MinDelay ? usual : _options.MinDelay;
        await ((Task)attempt.Task).WaitAsync(delay, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return attempt.Task.IsCompleted || cancellationToken.IsCancellationRequested;
    }

    private static HttpRequestMessage Copy(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content, Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach (KeyValuePair<string, IEnumerable<string>> header in request.Headers)
        {
            copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        foreach (KeyValuePair<string, object?> option in request.Options)
        {
            ((IDictionary<string, object?>)copy.Options)[option.Key] = option.Value;
        }

        return copy;
    }

    private void Earn()
    {
        lock (_gate)
        {
            _credit = Math.Min(_credit + _options.MaxExtraLoad, Burst);
        }
    }

    private bool Spend()
    {
        lock (_gate)
        {
            bool isAffordable = _credit >= 1 - 1e-9;
            _credit -= isAffordable ? 1 : 0;
            return isAffordable;
        }
    }
}
