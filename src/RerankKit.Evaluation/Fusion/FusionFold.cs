namespace RerankKit.Evaluation;

/// <summary>What weights that were chosen on the other folds do on this one.</summary>
/// <param name="Weights">The weights chosen, one per run; they add up to 1.</param>
/// <param name="Train">The metric on the queries that the weights were chosen on: too good to be true.</param>
/// <param name="Test">The metric on the queries held back: what to expect.</param>
/// <param name="EqualWeights">The metric of equal weights on the queries held back.</param>
/// <param name="TestQueryIds">The queries held back.</param>
public sealed record FusionFold(
    IReadOnlyList<double> Weights,
    double Train,
    double Test,
    double EqualWeights,
    IReadOnlyList<string> TestQueryIds);
