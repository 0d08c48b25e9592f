namespace SearchWeb.Measuring;

/// <summary>What all judged queries together say of the settings.</summary>
/// <param name="Queries">How many queries.</param>
/// <param name="Depth">How many passages were reranked.</param>
/// <param name="Rows">bm25, vectors, first stage, and reranked, each with its metrics.</param>
/// <param name="Change">What the reranker changes in nDCG@10; null without one.</param>
/// <param name="Differences">nDCG@10 of each query before and after, the greatest gain first.</param>
/// <param name="Milliseconds">How long the pipeline took for a query, the middle one and the slowest of twenty; null without a reranker.</param>
internal sealed record Measurement(int Queries, int Depth, IReadOnlyList<MeasuredList> Rows, MeasuredChange? Change, IReadOnlyList<MeasuredQuery> Differences, MeasuredTime? Milliseconds);

/// <summary>The metrics of one list, by name.</summary>
internal sealed record MeasuredList(string Name, IReadOnlyDictionary<string, double> Metrics);

/// <summary>A change of the mean with its 95 % interval and the p-value of the randomisation test.</summary>
internal sealed record MeasuredChange(double Difference, double Low, double High, double PValue, int Better, int Same, int Worse);

/// <summary>A query before and after.</summary>
internal sealed record MeasuredQuery(string Text, double Before, double After);

/// <summary>Times of a query, in milliseconds.</summary>
internal sealed record MeasuredTime(double P50, double P95);
