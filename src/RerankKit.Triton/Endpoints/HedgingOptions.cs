namespace RerankKit.Triton;

/// <summary>When a request that takes long is sent a second time.</summary>
public sealed class HedgingOptions
{
    /// <summary>The share of recent requests that were faster than the wait before a second one is sent.</summary>
    /// <value>More than 0, less than 1. Default 0.95.</value>
    public double Percentile { get; set => field = Allow.If(value is > 0 and < 1, value, "more than 0, less than 1"); } = 0.95;

    /// <summary>The shortest wait before a second request is sent, however fast the recent ones were.</summary>
    /// <value>Zero to 1 day. Default 1 millisecond.</value>
    public TimeSpan MinDelay
    {
        get;
        set => field = Allow.Between(value, TimeSpan.Zero, TimeSpan.FromDays(1), "zero to 1 day");
    } = TimeSpan.FromMilliseconds(1);

    /// <summary>Second requests per request, at most, over time; ten may come together.</summary>
    /// <value>More than 0, up to 1. Default 0.1: a tenth more load.</value>
    public double MaxExtraLoad { get; set => field = Allow.If(value is > 0 and <= 1, value, "more than 0, up to 1"); } = 0.1;

    /// <summary>How many recent requests the percentile is taken of. Before there are a quarter of them, no second request is sent.</summary>
    /// <value>From 16 to 65,536. Default 256.</value>
    public int Window { get; set => field = Allow.Between(value, 16, 65_536, "from 16 to 65,536"); } = 256;

    /// <summary>Makes a copy.</summary>
    /// <returns>Options that change independently of these.</returns>
    public HedgingOptions Clone() => (HedgingOptions)MemberwiseClone();
}
