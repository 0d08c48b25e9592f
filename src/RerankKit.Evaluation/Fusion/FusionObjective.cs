namespace RerankKit.Evaluation;

/// <summary>The metric of every query under given weights, computed once for every weight vector that is asked for.</summary>
internal sealed class FusionObjective
{
    private readonly Qrels _qrels;
    private readonly RankingMetric[] _metric;
    private readonly FusionTunerOptions _options;
    private readonly RankFusionOptions _fusion;
    private readonly FusionList<string>[][] _lists;
    private readonly Dictionary<string, double[]> _values = new(StringComparer.Ordinal);

    public FusionObjective(Qrels qrels, IReadOnlyList<Run> runs, RankingMetric metric, FusionTunerOptions options)
    {
        _qrels = qrels;
        _metric = [metric];
        _options = options;
        _fusion = options.Fusion.Clone();
        RunCount = runs.Count;
        HashSet<string> answered = [.. runs.SelectMany(static run => run.QueryIds)];
        QueryIds = [.. qrels.QueryIds.Where(id => options.Evaluation.IsComplete || answered.Contains(id)).Order(Utf8Order.Instance)];
        _lists = Array.ConvertAll(QueryIds, id => RunFusion.Lists(runs, id, TieRule.InputOrder));
    }

    public int RunCount { get; }

    /// <summary>The queries that count, in byte order.</summary>
    public string[] QueryIds { get; }

    /// <summary>The metric of every query; null weights are equal ones.</summary>
    public double[] Values(int[]? weights)
    {
        string key = weights is null ? "" : string.Join(' ', weights);
        if (!_values.TryGetValue(key, out double[]? values))
        {
            values = Evaluate(Weights(weights));
            _values.Add(key, values);
        }

        return values;
    }

    /// <summary>The weights as numbers that add up to 1.</summary>
    public double[] Weights(int[]? weights) =>
        weights is null
            ? [.. Enumerable.Repeat(1.0 / RunCount, RunCount)]
            : Array.ConvertAll(weights, weight => weight / (double)_options.Steps);

    /// <summary>The metric over some of the queries, higher is better.</summary>
    public double Mean(int[]? weights, int[] queries)
    {
        double[] values = Values(weights);
        return queries.Sum(query => values[query]) / queries.Length;
    }

    private double[] Evaluate(double[] weights)
    {
        _fusion.Weights = weights;
        var run = new Run("fused");
        for (int query = 0; query < QueryIds.Length; query++)
        {
            RunFusion.Add(run, QueryIds[query], _lists[query], _fusion);
        }

        return [.. Evaluator.Evaluate(_qrels, run, _metric, _options.Evaluation).GetQueryValues(_metric[0])];
    }
}
