namespace RerankKit.Evaluation;

/// <summary>A first stage as it is, before any reranker.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Metrics">The mean of each metric, by name, as <see cref="Evaluator"/> gives it.</param>
/// <param name="QueryCount">How many judged queries it answers.</param>
/// <param name="QueryValues">The deciding metric of each query of the report, in its order; NaN where the first stage does not answer the query.</param>
public sealed record SweepFirstStage(string Name, IReadOnlyDictionary<string, double> Metrics, int QueryCount, IReadOnlyList<double> QueryValues);
