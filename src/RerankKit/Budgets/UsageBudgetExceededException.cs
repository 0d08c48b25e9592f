namespace RerankKit;

/// <summary>A usage budget was exhausted, and its options ask for an exception instead of the first stage's order.</summary>
/// <param name="state">Where the budget stands.</param>
public sealed class UsageBudgetExceededException(
    UsageBudgetState state)
    : InvalidOperationException(Describe(state) + " Wait, raise the limit, or let the call be answered in first-stage order (ThrowWhenExceeded = false).")
{
    /// <summary>Where the budget stood.</summary>
    public UsageBudgetState State { get; } = state;

    internal static string Describe(UsageBudgetState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Invariant(
            $"The usage budget is spent: {state.Used.Units} units and {state.Used.Cost} used, {state.Reserved.Units} units in flight. The next period begins {state.ResetsAt:u}.");
    }
}
