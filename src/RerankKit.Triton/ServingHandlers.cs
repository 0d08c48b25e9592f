namespace RerankKit.Triton;

/// <summary>Puts the handlers that the options name around a transport.</summary>
internal static class ServingHandlers
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Connections that follow changes of the DNS and never carry a token to where a redirect leads.</summary>
    public static SocketsHttpHandler Transport() => new()
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = ConnectionLifetime,
        UseCookies = false,
    };

    /// <summary>A client with the handlers that the options name, addressed to the first endpoint. It is the caller's to dispose.</summary>
    /// <param name="options">Endpoints and handlers.</param>
    /// <param name="settings">How the model is asked.</param>
    /// <param name="timeProvider">Measures timeouts and pauses.</param>
    public static HttpClient Client(TritonOptions options, KServeSettings settings, TimeProvider timeProvider) =>
        new(Around(options.Transport ?? Transport(), options, KServeClient.ReadyRouteOf(settings), timeProvider), disposeHandler: options.Transport is null)
        {
            BaseAddress = EndpointAddress.Check(options.Endpoints[0]),
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };

    /// <exception cref="ArgumentException">No endpoint is named, or the application's client has no address.</exception>
    public static void RequireAddress(TritonOptions options, string parameter)
    {
        if (options.HttpClient is { BaseAddress: null })
        {
            throw new ArgumentException($"The client has no {nameof(HttpClient.BaseAddress)}. Set it to the server's address, with a slash at the end.", parameter);
        }

        if (options.HttpClient is null && options.Endpoints.Count == 0)
        {
            throw new ArgumentException($"Server.{nameof(options.Endpoints)} is empty. Name one server at least, for example http://localhost:8000.", parameter);
        }
    }

    /// <summary>Retries outermost, then hedging, then the choice of an endpoint for each attempt.</summary>
    private static HttpMessageHandler Around(HttpMessageHandler transport, TritonOptions options, string readyRoute, TimeProvider timeProvider)
    {
        HttpMessageHandler handler = transport;
        if (options.Balancing is { } balancing)
        {
            EndpointBalancingOptions copy = balancing.Clone();
            copy.ProbePath ??= readyRoute;
            copy.MaxAnswerBytes = Math.Min(copy.MaxAnswerBytes, options.MaxAnswerBytes);
            handler = new EndpointBalancingHandler(options.Endpoints, copy, timeProvider) { InnerHandler = handler };
        }

        if (options.Hedging is { } hedging)
        {
            handler = new HedgingHandler(hedging, timeProvider) { InnerHandler = handler };
        }

        if (options.Retry is { } retry)
        {
            handler = new TransientRetryHandler(retry, timeProvider) { InnerHandler = handler };
        }

        return handler;
    }
}
