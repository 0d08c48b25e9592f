namespace RerankKit.Evaluation;

/// <summary>Whether the probability of the best candidate tells that nothing is relevant: every query is asked twice, with its documents and without the relevant ones.</summary>
/// <param name="Queries">How many queries had a relevant document.</param>
/// <param name="Threshold">The threshold, chosen on all of them.</param>
/// <param name="Recall">The share of them that pass a threshold chosen on the other folds.</param>
/// <param name="FalseAcceptRate">The share of them that pass without their relevant documents, by the same thresholds.</param>
/// <param name="Auroc">How well the best probability tells the two apart, whatever the threshold.</param>
public sealed record AnswerDetection(int Queries, double Threshold, double Recall, double FalseAcceptRate, double Auroc);
