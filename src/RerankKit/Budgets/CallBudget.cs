namespace RerankKit;

/// <summary>What is left of the time that one call may take. A stage that waits before it calls inward hands on what is left, not what it was given.</summary>
internal readonly struct CallBudget
{
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan? _total;
    private readonly long _start;

    private CallBudget(TimeProvider timeProvider, TimeSpan? total)
    {
        _timeProvider = timeProvider;
        _total = total;
        _start = timeProvider.GetTimestamp();
    }

    /// <summary>Time left, negative when it is over; null without a budget.</summary>
    public TimeSpan? Left => _total - _timeProvider.GetElapsedTime(_start);

    public bool IsSpent => Left <= TimeSpan.Zero;

    /// <summary>Begins to count.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="options">The call's options.</param>
    /// <param name="inner">What is known of the reranker further in, which may keep a budget of its own in every call.</param>
    public static CallBudget Start(TimeProvider timeProvider, RerankOptions? options, RerankerMetadata? inner = null) =>
        new(timeProvider, Shorter(options?.TimeBudget, inner?.TimeBudget));

    /// <summary>The shorter of two budgets; null is none.</summary>
    public static TimeSpan? Shorter(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b : a;

    /// <summary>The options with the time that is left. Where it has just run out, that is the least there is: who calls inward has decided that it is worth trying.</summary>
    public RerankOptions? HandOn(RerankOptions? options) =>
        Left is TimeSpan left ? options.WithTimeBudget(left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1)) : options;
}
