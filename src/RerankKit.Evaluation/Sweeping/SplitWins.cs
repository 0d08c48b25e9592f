namespace RerankKit.Evaluation;

/// <summary>A reranker against a baseline on queries that had no part in choosing either.</summary>
/// <param name="Wins">In how many splits the reranker is better.</param>
/// <param name="Splits">How many splits there were.</param>
/// <param name="Value">The reranker's mean over the splits.</param>
/// <param name="Baseline">The baseline's: the tuned fusion where there are several first stages, else the first stage.</param>
public sealed record SplitWins(int Wins, int Splits, double Value, double Baseline);
