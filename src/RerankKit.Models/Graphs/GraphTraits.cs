namespace RerankKit.Models;

/// <summary>How a graph is best asked, where the options say nothing.</summary>
/// <param name="Concurrency">Runs at a time.</param>
/// <param name="TokenBudget">Tokens of one run, padding included.</param>
/// <param name="IsolatesSequences">Whether a sequence's numbers move with what runs beside it, so that each runs alone.</param>
/// <param name="IsBlocking">Whether a run computes on the thread that starts it: it is then a thread of the model's own, none of the pool's.</param>
internal sealed record GraphTraits(int Concurrency, int TokenBudget, bool IsolatesSequences, bool IsBlocking)
{
    /// <summary>Whether a run that may take the whole machine takes several sequences as well as one.</summary>
    public bool SharesRuns { get; init; }
}
