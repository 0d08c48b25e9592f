namespace RerankKit;

/// <summary>Stops calls at a limit of units or money per period.</summary>
/// <remarks>
/// <para>
/// Belongs right around the reranker that is paid for, inside the cache and the time budget, so that every real call counts. A call is counted when it is
/// sent: reserved before, settled by what the answer says after. One that fails, is cancelled or was given up at a deadline counts as an average call, and
/// by its answer if that comes late; one that never left (a mistake in the call, an open circuit, no connection) counts nothing.
/// </para>
/// <para>
/// Beyond the budget the first stage's order stands as <see cref="RerankPlacement.OverBudget"/>. <see cref="IReranker.GetService"/> finds the
/// <see cref="UsageBudget"/>.
/// </para>
/// </remarks>
/// <param name="innerReranker">The reranker whose calls are counted.</param>
/// <param name="budget">The budget they draw on.</param>
public sealed class UsageBudgetReranker(IReranker innerReranker, UsageBudget budget) : DelegatingReranker(innerReranker)
{
    internal const string StageName = "usage-budget";
    internal const string Exhausted = "exhausted";
    private readonly UsageBudget _budget = budget ?? throw new ArgumentNullException(nameof(budget));

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
        RerankArguments.CheckTexts(candidates);
        if (!_budget.TryReserve(options?.Scope, out UsageReservation? reservation, out UsageBudgetState state))
        {
            return _budget.ThrowWhenExceeded
                ? throw new UsageBudgetExceededException(state)
                : FirstStageResponse.Create(candidates, RerankPlacement.OverBudget, options?.TopN, new(StageName, Exhausted)
                {
                    CandidatesIn = candidates.Count,
                    Reason = UsageBudgetExceededException.Describe(state),
                });
        }

        UsageAmount used = default;
        int unanswered = 1;
        try
        {
            RerankResponse response = await InnerReranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
            used = _budget.Meter(response);
            unanswered = response.AbandonedCalls;
            return response;
        }
        catch (Exception exception) when (!SentCalls.MayHaveBeenSent(exception))
        {
            unanswered = 0;
            throw;
        }
        finally
        {
            _budget.Settle(reservation, used, unanswered);
        }
    }
}
