namespace RerankKit.Evaluation;

/// <summary>What a score-gap gate would skip, and what that would lose at most.</summary>
/// <param name="Threshold">Queries are skipped whose gap between rank 1 and rank 10, as a share of the best score, is at least this.</param>
/// <param name="Skipped">The share of the queries that is skipped.</param>
/// <param name="Lost">The share of everything that a perfect reranker would gain that lies in them.</param>
public readonly record struct GateForecast(double Threshold, double Skipped, double Lost);
