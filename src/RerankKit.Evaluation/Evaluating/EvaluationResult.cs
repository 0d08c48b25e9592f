namespace RerankKit.Evaluation;

/// <summary>The values of a run: one per metric, and one per metric and query. Immutable.</summary>
/// <remarks>Metrics are looked up by name, so <c>result["mrr@10"]</c> finds <c>rr@10</c>.</remarks>
public sealed partial class EvaluationResult
{
    private readonly double[][] _values;
    private readonly Dictionary<string, int> _metricIndex;
    private readonly Dictionary<string, int> _queryIndex;

    internal EvaluationResult(string runName, IReadOnlyList<RankingMetric> metrics, string[] queryIds, double[][] values)
    {
        RunName = runName;
        Metrics = metrics;
        QueryIds = queryIds;
        _values = values;
        _metricIndex = Index(metrics.Select(metric => metric.Name));
        _queryIndex = Index(queryIds);
    }

    /// <summary>The run's name.</summary>
    public string RunName { get; }

    /// <summary>The metrics as they were asked for.</summary>
    public IReadOnlyList<RankingMetric> Metrics { get; }

    /// <summary>The queries that count, in byte order of their ids.</summary>
    public IReadOnlyList<string> QueryIds { get; }

    /// <summary>Judged queries that the run does not answer: left out, or counted as empty rankings when <see cref="EvaluationOptions.IsComplete"/> is set.</summary>
    public IReadOnlyList<string> MissingQueryIds { get; internal init; } = [];

    /// <summary>Queries of the run that are not judged; they are ignored.</summary>
    public IReadOnlyList<string> UnjudgedQueryIds { get; internal init; } = [];

    /// <summary>How many of the documents that the run returned for these queries are judged. Where none is, every metric is blind: most likely the document ids are not those of the judgements; see <see cref="IdVariant"/>.</summary>
    public int JudgedDocumentCount { get; internal init; }

    /// <summary>The value of a metric over all queries: the mean, or the sum of a count.</summary>
    /// <param name="metric">The metric or its name.</param>
    /// <exception cref="KeyNotFoundException">The metric was not asked for.</exception>
    public double this[RankingMetric metric]
    {
        get
        {
            double[] values = Values(metric);
            double sum = 0;
            foreach (double value in values)
            {
                sum += value;
            }

            return metric.Aggregation == MetricAggregation.Sum ? sum : sum / values.Length;
        }
    }

    /// <summary>The value of a metric for one query.</summary>
    /// <param name="metric">The metric or its name.</param>
    /// <param name="queryId">The query.</param>
    /// <exception cref="KeyNotFoundException">The metric was not asked for, or the query does not count.</exception>
    public double this[RankingMetric metric, string queryId] =>
        _queryIndex.TryGetValue(queryId, out int index) ? Values(metric)[index] : throw Throw.QueryNotFound(queryId, "the result");

    /// <summary>The values of a metric for all queries.</summary>
    /// <param name="metric">The metric or its name.</param>
    /// <returns>One value per query, in the order of <see cref="QueryIds"/>.</returns>
    /// <exception cref="KeyNotFoundException">The metric was not asked for.</exception>
    public IReadOnlyList<double> GetQueryValues(RankingMetric metric) => Array.AsReadOnly(Values(metric));

    private static Dictionary<string, int> Index(IEnumerable<string> names)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            index.Add(name, index.Count);
        }

        return index;
    }

    private double[] Values(RankingMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return _metricIndex.TryGetValue(metric.Name, out int index)
            ? _values[index]
            : throw new KeyNotFoundException($"Metric '{metric.Name}' was not evaluated. Evaluated are: {string.Join(", ", Metrics)}.");
    }
}
