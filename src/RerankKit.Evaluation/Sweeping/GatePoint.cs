namespace RerankKit.Evaluation;

/// <summary>What a gate skips and what that does.</summary>
/// <param name="Threshold">Queries are not reranked whose gap between rank 1 and rank 10, as a share of the best score, is at least this.</param>
/// <param name="Skipped">The share of the queries that are not reranked.</param>
/// <param name="Value">The deciding metric then.</param>
public readonly record struct GatePoint(double Threshold, double Skipped, double Value);
