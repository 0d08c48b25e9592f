namespace RerankKit.Evaluation;

/// <summary>How a list did that was shown.</summary>
/// <param name="Callers">How many callers saw it; calls where nobody says who calls.</param>
/// <param name="Requests">How many calls.</param>
/// <param name="ClickedShare">The share of calls with a click, callers weighing alike.</param>
/// <param name="ReciprocalRank">The mean of 1/rank of the highest click, 0 where there is none, callers weighing alike.</param>
public sealed record ShownList(int Callers, int Requests, double ClickedShare, double ReciprocalRank);
