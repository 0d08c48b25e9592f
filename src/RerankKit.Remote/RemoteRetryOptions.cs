using System.Runtime.CompilerServices;
using Polly;
using Polly.Retry;

namespace RerankKit.Remote;

/// <summary>When and how often a failed request is sent again. Exponential waits with jitter, unless the provider says how long to wait.</summary>
public sealed class RemoteRetryOptions
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    /// <summary>How often a request is sent again at most.</summary>
    /// <value>1 to 100; default 2. For no retries set <see cref="RemoteServiceOptions.Retry"/> to null.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public int MaxRetries
    {
        get;
        set => field = Allow.Between(value, 1, 100, "1 to 100; for no retries set Retry to null");
    } = 2;

    /// <summary>The first wait, before jitter; each further one is about twice as long.</summary>
    /// <value>0 to 1 hour; default 250 milliseconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan Delay { get; set => field = Check(value); } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The longest wait. A provider that asks for a longer one (Retry-After) is not asked again in this call: coming back sooner would only be refused.
    /// </summary>
    /// <value>0 to 1 hour; default 10 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public TimeSpan MaxDelay { get; set => field = Check(value); } = TimeSpan.FromSeconds(10);

    internal ResiliencePipeline CreatePipeline(TimeProvider timeProvider) => new ResiliencePipelineBuilder { TimeProvider = timeProvider }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = Delay,
            MaxDelay = MaxDelay,
            ShouldHandle = arguments => new(arguments.Outcome.Exception is RerankProviderException failure && Handles(failure)),
            DelayGenerator = static arguments => new((arguments.Outcome.Exception as RerankServiceException)?.RetryAfter),
        })
        .Build();

    internal RemoteRetryOptions Clone() => (RemoteRetryOptions)MemberwiseClone();

    private bool Handles(RerankProviderException exception) =>
        exception.IsTransient && exception.Error != RerankProviderError.TimedOut && !(exception.RetryAfter > MaxDelay);

    private static TimeSpan Check(TimeSpan value, [CallerMemberName] string? name = null) =>
        value >= TimeSpan.Zero && value <= LongestDelay ? value : throw Throw.OutOfRange(value, "0 to 1 hour", name);
}
