namespace RerankKit.Evaluation;

/// <summary>What became of clicked documents from one list to the other. Calls of one caller are averaged first, because they are not independent.</summary>
/// <param name="Callers">How many callers clicked; calls where nobody says who calls.</param>
/// <param name="Requests">How many calls have a click.</param>
/// <param name="Clicks">How many documents were clicked.</param>
/// <param name="RankBefore">The mean rank of clicked documents in the list before.</param>
/// <param name="RankAfter">The mean rank of clicked documents in the list after.</param>
/// <param name="Improvement">By how many places clicked documents moved up, with the randomisation test's p-value.</param>
/// <param name="ReciprocalImprovement">By how much 1/rank of clicked documents rose: what happens at the top counts most.</param>
public sealed record LiftGroup(
    int Callers, int Requests, int Clicks, double RankBefore, double RankAfter, MeanEstimate Improvement, MeanEstimate ReciprocalImprovement);
