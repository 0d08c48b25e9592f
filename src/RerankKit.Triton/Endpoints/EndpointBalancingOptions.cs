namespace RerankKit.Triton;

/// <summary>How requests are shared among endpoints, and when an endpoint is left out.</summary>
public sealed class EndpointBalancingOptions
{
    /// <summary>Failures in a row after which an endpoint gets no requests for a while.</summary>
    /// <value>1 or more. Default 3. A failure is no answer, a cut one, one that took too long, a status from 500 up, or one that says that the model is not loaded there.</value>
    public int FailuresToEject { get; set => field = Allow.AtLeast(value, 1); } = 3;

    /// <summary>How long an endpoint is left out the first time; twice as long each further time without an answer in between.</summary>
    /// <value>More than zero, up to 1 day. Default 1 second.</value>
    public TimeSpan Ejection { get; set => field = Allow.UpToOneDay(value); } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time that an endpoint is left out before it is tried again.</summary>
    /// <value>More than zero, up to 1 day. Default 30 seconds.</value>
    public TimeSpan MaxEjection { get; set => field = Allow.UpToOneDay(value); } = TimeSpan.FromSeconds(30);

    /// <summary>How long one attempt at one endpoint may take, the body of the answer included.</summary>
    /// <value>More than zero, up to 1 day. Default 10 seconds.</value>
    public TimeSpan AttemptTimeout { get; set => field = Allow.UpToOneDay(value); } = TimeSpan.FromSeconds(10);

    /// <summary>What is asked of an endpoint that was left out, before it gets requests again: a path below its address, to be answered by a status under 300.</summary>
    /// <value>Default null: the next request itself is the probe.</value>
    public string? ProbePath { get; set; }

    /// <summary>The largest answer that is read, in bytes. Answers are read whole, so that one that breaks off can be asked for elsewhere.</summary>
    /// <value>1 or more. Default 64 MiB.</value>
    public int MaxAnswerBytes { get; set => field = Allow.AtLeast(value, 1, "1 or more bytes"); } = 64 << 20;

    /// <summary>Makes a copy.</summary>
    /// <returns>Options that change independently of these.</returns>
    public EndpointBalancingOptions Clone() => (EndpointBalancingOptions)MemberwiseClone();
}
