using Microsoft.AspNetCore.Http;

namespace RerankKit.AspNetCore;

/// <summary>What a server takes, how much of it at once, and for how long.</summary>
public sealed class RerankingServerOptions
{
    /// <summary>How many documents a request may have. More are refused with status 422.</summary>
    /// <value>1 or more; default 1,000.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxDocuments
    {
        get;
        set => field = Allow.AtLeast(value, 1);
    } = 1000;

    /// <summary>How many bytes the body of a request may have. More are refused with status 413.</summary>
    /// <value>1,024 or more bytes; default 4 MiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1,024.</exception>
    public int MaxRequestBytes
    {
        get;
        set => field = Allow.AtLeast(value, 1024, "1,024 or more bytes");
    } = 4 * 1024 * 1024;

    /// <summary>How many tokens a request may have, the query counted for each document. More are refused with status 422.</summary>
    /// <value>1 or more tokens, estimated as four ASCII characters each. Null, the default, sets no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxTokens
    {
        get;
        set => field = Allow.AtLeast(value, 1, "1 or more tokens, or null for no limit");
    }

    /// <summary>How many requests are reranked at the same time. Models merge the sequences of those that wait, so more than there are processors is right.</summary>
    /// <value>1 or more; default 64.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxConcurrentRequests
    {
        get;
        set => field = Allow.AtLeast(value, 1);
    } = 64;

    /// <summary>How many requests wait for their turn. Further ones are refused with status 429 and <c>Retry-After</c>.</summary>
    /// <value>0 or more; default 256.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxQueuedRequests
    {
        get;
        set => field = Allow.AtLeast(value, 0);
    } = 256;

    /// <summary>
    /// How long a request may take from its arrival, waiting included. Nine tenths are for waiting and scoring (<see cref="RerankOptions.TimeBudget"/>), and what is scored by then is the answer; the rest
    /// is for a batch under way and for writing.
    /// </summary>
    /// <value>
    /// More than zero. Null, the default, sets no limit. A request may ask for less, by the header <c>RerankKit-Time-Budget</c> or <c>x-envoy-expected-rq-timeout-ms</c> (milliseconds); a request
    /// timeout of the endpoint counts too.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan? TimeBudget
    {
        get;
        set => field = Allow.If(!(value <= TimeSpan.Zero), value, "more than zero, or null for no limit");
    }

    /// <summary>Whether a request for a model that is not served is answered by the first one, for clients whose model name is fixed. Otherwise it is refused with status 404.</summary>
    /// <value>Default false.</value>
    public bool AcceptsUnknownModels { get; set; }

    /// <summary>Which registered rerankers are served, by their names; the empty name is the one without. The first one answers where a request names no model.</summary>
    /// <value>Empty, the default, for all: the one without a name first.</value>
    public IList<string> Rerankers { get; } = [];

    /// <summary>Whose call a request is (<see cref="RerankOptions.Scope"/>): caches and budgets are not shared between scopes.</summary>
    /// <value>Null, the default, for one scope. <c>context => context.User.Identity?.Name</c> takes the name of the API key.</value>
    public Func<HttpContext, string?>? Scope { get; set; }

    /// <summary>How long an answer of the readiness probe stands. Each new one asks every source for two scores.</summary>
    /// <value>0 or more; default 5 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan ReadinessInterval
    {
        get;
        set => field = Allow.AtLeast(value, TimeSpan.Zero, "zero or more");
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long requests are still taken after the host was told to stop, so that balancers have seen that it is not ready before connections are refused. What was taken is answered in any case, for as
    /// long as the host waits (<c>HostOptions.ShutdownTimeout</c>).
    /// </summary>
    /// <value>0 or more; default 0. In Kubernetes the period of the readiness probe, and some seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan DrainDelay
    {
        get;
        set => field = Allow.AtLeast(value, TimeSpan.Zero, "zero or more");
    }
}
