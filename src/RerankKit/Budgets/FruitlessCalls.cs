using Microsoft.Extensions.Logging;

namespace RerankKit;

/// <summary>Warns when a time budget scores nothing several times in a row: once, until something is scored again. Thread-safe.</summary>
internal sealed partial class FruitlessCalls(ILogger logger)
{
    private const int Patience = 3;
    private int _inARow;

    /// <summary>Takes note of an answer within a budget.</summary>
    public void Note(RerankResponse response, TimeSpan budget)
    {
        if (response.CountScored() > 0)
        {
            Volatile.Write(ref _inARow, 0);
        }
        else if (RanOutOfTime(response) && Interlocked.Increment(ref _inARow) == Patience)
        {
            string reasons = response.Stages.LastOrDefault(stage => stage.Reasons.Count > 0)?.Reason ?? "";
            ScoredNothing(logger, Patience, budget.TotalMilliseconds, reasons);
        }
    }

    // Where a gate or a fallback answered, or the money was spent, the time budget has nothing to do with it.
    private static bool RanOutOfTime(RerankResponse response) =>
        response.Results.Any(static result => result.Placement is RerankPlacement.OverBudget or RerankPlacement.EarlierStage)
        && !response.Stages.Any(static stage => stage is { Name: UsageBudgetReranker.StageName, Decision: UsageBudgetReranker.Exhausted });

    [LoggerMessage(1, LogLevel.Warning, "{Calls} calls in a row scored nothing within {Budget} ms ({Reasons}). Allow more time, or send fewer or shorter candidates to a faster model.")]
    private static partial void ScoredNothing(ILogger logger, int calls, double budget, string reasons);
}
