namespace RerankKit;

/// <summary>Stops calls at a limit of units or money per period.</summary>
/// <remarks>
/// Belongs right around the reranker that is paid for, inside the cache, so that only real calls count. Calls that fail or are
/// cancelled count nothing. Beyond the budget the first stage's order stands as <see cref="RerankPlacement.OverBudget"/>.
/// <see cref="IReranker.GetService"/> finds the <see cref="UsageBudget"/>.
/// </remarks>
public sealed class UsageBudgetReranker : DelegatingReranker
{
    private readonly UsageBudget _budget;

    /// <summary>Makes a usage budget around a reranker.</summary>
    /// <param name="innerReranker">The reranker whose calls are counted.</param>
    /// <param name="budget">The budget they draw on.</param>
    public UsageBudgetReranker(IReranker innerReranker, UsageBudget budget)
        : base(innerReranker)
    {
        ArgumentNullException.ThrowIfNull(budget);
        _budget = budget;
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(UsageBudget) ? _budget : base.GetService(serviceType, serviceKey);

    /// <inheritdoc/>
    protected override async Task<RerankResponse> RerankCoreAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        if (!_budget.TryReserve(options?.Scope, out UsageReservation? reservation, out UsageBudgetState state))
        {
            RerankArguments.CheckTexts(candidates);
            return _budget.ThrowWhenExceeded
                ? throw new UsageBudgetExceededException(state)
                : FirstStageResponse.Create(candidates, RerankPlacement.OverBudget, options?.TopN, new("usage-budget", "exhausted")
                {
                    CandidatesIn = candidates.Count,
                    Reason = UsageBudgetExceededException.Describe(state),
                });
        }

        UsageAmount? used = null;
        try
        {
            RerankResponse response = await InnerReranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
            used = _budget.Meter(response);
            return response;
        }
        finally
        {
            _budget.Settle(reservation, used);
        }
    }
}
