namespace RerankKit.Triton;

/// <summary>How often and when a request that failed for a passing reason is sent again.</summary>
public sealed class TransientRetryOptions
{
    /// <summary>Attempts after the first.</summary>
    /// <value>1 or more. Default 2.</value>
    public int MaxRetries { get; set => field = Allow.AtLeast(value, 1, "1 or more; leave the handler out for none"); } = 2;

    /// <summary>The pause before an attempt at an endpoint that was tried already; doubles each time, up to half of it at random. Another endpoint is tried at once.</summary>
    /// <value>More than zero, up to 1 day. Default 50 milliseconds.</value>
    public TimeSpan Delay { get; set => field = Allow.UpToOneDay(value); } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause. A server that asks for a longer one (Retry-After) is not asked again.</summary>
    /// <value>More than zero, up to 1 day. Default 2 seconds.</value>
    public TimeSpan MaxDelay { get; set => field = Allow.UpToOneDay(value); } = TimeSpan.FromSeconds(2);

    /// <summary>Makes a copy.</summary>
    /// <returns>Options that change independently of these.</returns>
    public TransientRetryOptions Clone() => (TransientRetryOptions)MemberwiseClone();
}
