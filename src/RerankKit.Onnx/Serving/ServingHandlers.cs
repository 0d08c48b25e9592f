namespace RerankKit.Onnx;

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

    /// <summary>Retries outermost, then hedging, then the choice of an endpoint for each attempt.</summary>
    public static HttpMessageHandler Around(HttpMessageHandler transport, RemoteCrossEncoderOptions options, string readyRoute, TimeProvider timeProvider)
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
