namespace RerankKit.Benchmarks;

/// <summary>Engines and how requests come to them.</summary>
internal sealed record SimulatedFleet
{
    public required int Engines { get; init; }

    public Dispatch Dispatch { get; init; } = Dispatch.LeastOutstanding;

    /// <summary>Whether a request that takes longer than 95 % of the last 256 is sent to a second engine.</summary>
    public bool HasHedging { get; init; }

    /// <summary>Second requests per request, at most.</summary>
    public double MaxExtraLoad { get; init; } = 0.1;

    /// <summary>Requests that an engine takes together when they wait.</summary>
    public int MaxBatch { get; init; } = 1;

    /// <summary>How many times as long the first engine takes.</summary>
    public double FirstEngineSlowdown { get; init; } = 1;

    /// <summary>Time of one engine, in milliseconds.</summary>
    public required Func<Random, double> ServiceTime { get; init; }

    /// <summary>How many times as long as one request several take that an engine takes together.</summary>
    public Func<int, double> BatchCost { get; init; } = count => count;

    /// <summary>The mean of <see cref="ServiceTime"/>, by which load is measured.</summary>
    public required double MeanServiceTime { get; init; }
}
