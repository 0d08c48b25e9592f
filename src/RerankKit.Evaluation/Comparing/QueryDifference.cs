namespace RerankKit.Evaluation;

/// <summary>What a change did to one query.</summary>
/// <param name="QueryId">The query.</param>
/// <param name="Baseline">The metric before.</param>
/// <param name="Candidate">The metric after.</param>
public readonly record struct QueryDifference(string QueryId, double Baseline, double Candidate)
{
    /// <summary>After minus before.</summary>
    public double Difference => Candidate - Baseline;
}
