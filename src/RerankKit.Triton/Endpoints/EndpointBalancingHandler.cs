namespace RerankKit.Triton;

/// <summary>Sends each request to the endpoint with the fewest requests under way, and leaves endpoints that fail out until they answer again.</summary>
/// <remarks>
/// Requests are addressed to the first endpoint (the <see cref="HttpClient.BaseAddress"/>); here the address is exchanged. Attempts that a handler
/// further out makes for the same request (<see cref="TransientRetryHandler"/>, <see cref="HedgingHandler"/>) go to other endpoints where there are any. Thread-safe.
/// </remarks>
internal sealed class EndpointBalancingHandler : DelegatingHandler
{
    private readonly Uri _base;
    private readonly EndpointBalancingOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly EndpointPool _pool;

    /// <summary>Makes the handler.</summary>
    /// <param name="endpoints">The servers of one model, for example <c>http://gpu-1:8000</c>.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="timeProvider">Measures time; null for the system's clock.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is no http or https address.</exception>
    public EndpointBalancingHandler(IEnumerable<Uri> endpoints, EndpointBalancingOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Uri[] addresses = [.. endpoints.Select(EndpointAddress.Check)];
        if (addresses.Length == 0)
        {
            throw new ArgumentException("There is no endpoint. Name one at least, for example http://localhost:8000.", nameof(endpoints));
        }

        _base = addresses[0];
        _options = options?.Clone() ?? new();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _pool = new(addresses, _options, _timeProvider);
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_options.ProbePath is string path && _pool.BeginProbe() is { } ejected)
        {
            _ = ProbeAsync(ejected, path, request);
        }

        Uri asked = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        var trail = RequestTrail.Of(request);
        EndpointState endpoint = _pool.Take(trail);
        AttemptOutcome outcome = AttemptOutcome.Unknown;
        try
        {
            request.RequestUri = new(endpoint.Address, _base.MakeRelativeUri(asked));
            HttpResponseMessage response = await SendInTimeAsync(request, cancellationToken).ConfigureAwait(false);
            outcome = AttemptOutcomes.Of(response.StatusCode);
            if (await NotLoadedAnswer.IsAsync(response, cancellationToken).ConfigureAwait(false))
            {
                trail.AddNotLoaded(endpoint.Address, response);
                outcome = AttemptOutcome.Failed;
            }

            return response;
        }
        catch (Exception exception) when (AttemptOutcomes.IsTransient(exception))
        {
            outcome = AttemptOutcome.Failed;
            throw;
        }
        finally
        {
            // First of all: whatever else fails, an attempt that has ended is not counted as under way.
            bool isEjected = _pool.Return(endpoint, outcome);
            ServingInstruments.Attempted(endpoint.Address, outcome, isEjected);
            request.RequestUri = asked;
        }
    }

    private async Task<HttpResponseMessage> SendInTimeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.AttemptTimeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, either.Token).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(_options.MaxAnswerBytes, either.Token).ConfigureAwait(false);
            HttpResponseMessage whole = response;
            response = null;
            return whole;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(
                $"An attempt took longer than {_options.AttemptTimeout.TotalSeconds} seconds.", new TimeoutException(exception.Message, exception));
        }
        finally
        {
            response?.Dispose();
        }
    }

    // Beside the request that saw that it was time: no request waits for an endpoint that may still be down.
    private async Task ProbeAsync(EndpointState endpoint, string path, HttpRequestMessage example)
    {
        AttemptOutcome outcome = AttemptOutcome.Failed;
        try
        {
            using var probe = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint.Address, path));
            probe.Headers.Authorization = example.Headers.Authorization;
            using HttpResponseMessage response = await SendInTimeAsync(probe, CancellationToken.None).ConfigureAwait(false);
            outcome = response.IsSuccessStatusCode ? AttemptOutcome.Answered : AttemptOutcome.Failed;
        }
        catch (Exception exception) when (AttemptOutcomes.IsTransient(exception) || exception is OperationCanceledException or ObjectDisposedException)
        {
            // It is still out.
        }
        finally
        {
            _pool.EndProbe(endpoint, outcome);
        }
    }
}
