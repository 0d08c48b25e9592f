namespace RerankKit.Models;

/// <summary>How sequences are put together.</summary>
/// <param name="Workers">Runs at a time.</param>
/// <param name="TokenBudget">Tokens of one run, padding included; a longer sequence runs alone.</param>
/// <param name="IsolateSequences">Whether every sequence runs alone, for graphs whose scores depend on the batch.</param>
/// <param name="MaxSequences">The most sequences of one run, where whoever runs it takes no more.</param>
/// <param name="SharesRuns">Whether all cores may share a run of several sequences, where they are all that there is to do.</param>
/// <param name="IsBlocking">Whether a run computes on the thread that starts it, so that each worker has one of its own.</param>
internal sealed record BatchSchedulerOptions(int Workers, int TokenBudget, bool IsolateSequences, int MaxSequences = int.MaxValue, bool SharesRuns = false, bool IsBlocking = true);
