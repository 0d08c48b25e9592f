namespace RerankKit.Evaluation;

/// <summary>What a <see cref="RerankSweep"/> measures.</summary>
public sealed class SweepOptions
{
    /// <summary>How many documents of each list are reranked, one row of the report for each.</summary>
    /// <value>1 or more, each once; default 10, 25, 50, 100, 200. They are put in ascending order.</value>
    /// <exception cref="ArgumentException">There is none, one comes twice, or one is less than 1.</exception>
    public IReadOnlyList<int> Depths { get; set => field = Checked(value); } = [10, 25, 50, 100, 200];

    /// <summary>The metrics. The first is the one that decides: intervals, tests, knee, fronts and the verdict are about it.</summary>
    /// <value>At least one, each once, averaged, higher better; default <c>ndcg@10</c>, <c>rr@10</c>, <c>hit@5</c>.</value>
    /// <exception cref="ArgumentException">There is none, one comes twice, is a count, or is better when lower.</exception>
    public IReadOnlyList<RankingMetric> Metrics { get; set => field = Checked(value); } = RankingMetric.ParseList("ndcg@10,rr@10,hit@5");

    /// <summary>The lowest grade that counts as relevant in metrics that name no level of their own.</summary>
    /// <value>1 or more. Default: 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int RelevanceLevel { get; set => field = Allow.AtLeast(value, 1); } = 1;

    /// <summary>
    /// How many queries, evenly spread, are reranked once more for their time alone, at every depth: where pairs are scored once and reused, the time of a
    /// depth is not seen otherwise.
    /// </summary>
    /// <value>0 or more. Null, the default, is 50, and 0 for rerankers whose calls are paid for.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? TimingQueries { get; set => field = Allow.AtLeast(value, 0, "0 or more, or null"); }

    /// <summary>How many queries, evenly spread, are reranked again in reversed and in shuffled order and once more as they were.</summary>
    /// <value>0 or more. Null, the default, is 10, and 0 for rerankers whose calls are paid for.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? StabilityQueries { get; set => field = Allow.AtLeast(value, 0, "0 or more, or null"); }

    /// <summary>What an hour of the machine costs, for rerankers that ask for no money themselves.</summary>
    /// <value>More than 0. Null, the default, leaves their cost open.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not more than 0.</exception>
    public decimal? MachinePricePerHour { get; set => field = Allow.If(value is null or > 0, value, "more than 0, or null"); }

    private static int[] Checked(IReadOnlyList<int> depths)
    {
        ArgumentNullException.ThrowIfNull(depths);
        int[] ordered = [.. depths.Order()];
        return ordered.Length == 0 ? throw new ArgumentException("There is no depth. Name at least one, for example 50.", nameof(depths))
            : ordered[0] < 1 ? throw new ArgumentException($"Depth {ordered[0]} is less than 1.", nameof(depths))
            : ordered.Distinct().Count() < ordered.Length ? throw new ArgumentException("A depth comes twice. Name it once.", nameof(depths))
            : ordered;
    }

    private static RankingMetric[] Checked(IReadOnlyList<RankingMetric> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        RankingMetric? unfit = metrics.FirstOrDefault(metric => metric.Aggregation != MetricAggregation.Mean || !metric.IsHigherBetter);
        return metrics.Count == 0 ? throw new ArgumentException("There is no metric. Name at least one, for example ndcg@10.", nameof(metrics))
            : unfit is not null ? throw new ArgumentException($"Metric '{unfit.Name}' cannot be swept: it has to be averaged over queries, and higher has to be better.", nameof(metrics))
            : metrics.DistinctBy(metric => metric.Name, StringComparer.Ordinal).Count() < metrics.Count ? throw new ArgumentException("A metric comes twice. Name it once.", nameof(metrics))
            : [.. metrics];
    }
}
