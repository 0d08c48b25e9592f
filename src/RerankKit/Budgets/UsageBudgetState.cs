namespace RerankKit;

/// <summary>Where a usage budget stands.</summary>
/// <param name="Used">What was used up in the current period.</param>
/// <param name="Reserved">What the calls in flight are taken to use up.</param>
/// <param name="RemainingUnits">Units left, without those reserved; null when they are not limited.</param>
/// <param name="RemainingCost">Money left, without what is reserved; null when it is not limited.</param>
/// <param name="ResetsAt">When the next period begins.</param>
public sealed record UsageBudgetState(
    UsageAmount Used,
    UsageAmount Reserved,
    long? RemainingUnits,
    decimal? RemainingCost,
    DateTimeOffset ResetsAt)
{
    /// <summary>Whether a call now would be refused.</summary>
    public bool IsExhausted => RemainingUnits <= 0 || RemainingCost <= 0;
}
