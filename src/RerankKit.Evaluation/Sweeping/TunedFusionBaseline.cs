namespace RerankKit.Evaluation;

/// <summary>The first stages fused: a convex combination of their scores, each brought to 0 to 1, with weights chosen on half of the queries and measured on the other half.</summary>
/// <param name="HeldOut">The mean of the deciding metric on the halves that had no part in choosing.</param>
/// <param name="Weights">The weights that are best on all queries, in the order of the first stages.</param>
/// <param name="Tuned">The mean on all queries with these weights: an optimistic number.</param>
/// <param name="Splits">How many splits there were.</param>
public sealed record TunedFusionBaseline(double HeldOut, IReadOnlyList<double> Weights, double Tuned, int Splits);
