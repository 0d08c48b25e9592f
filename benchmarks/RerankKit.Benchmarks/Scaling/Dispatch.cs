namespace RerankKit.Benchmarks;

/// <summary>Which engine gets a request.</summary>
internal enum Dispatch
{
    /// <summary>Any.</summary>
    Random,

    /// <summary>Each in turn.</summary>
    RoundRobin,

    /// <summary>The one with the fewest requests that have not ended, as EndpointBalancingHandler chooses.</summary>
    LeastOutstanding,
}
