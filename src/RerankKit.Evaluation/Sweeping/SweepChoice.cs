namespace RerankKit.Evaluation;

/// <summary>Which depth to take, for one first stage and one reranker.</summary>
/// <param name="Best">The row with the highest mean of the deciding metric; of equal ones the first.</param>
/// <param name="Sufficient">The row of smallest depth that is not significantly worse than the best: p of the paired t test, unadjusted, is 0.05 or more.</param>
/// <param name="Knee">The row farthest above the straight line from the first to the last depth; null where none is above it.</param>
public sealed record SweepChoice(SweepRow Best, SweepRow Sufficient, SweepRow? Knee);
