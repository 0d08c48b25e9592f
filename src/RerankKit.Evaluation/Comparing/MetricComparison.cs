namespace RerankKit.Evaluation;

/// <summary>What a change did to one metric: both means, every query, and how sure one can be. Immutable.</summary>
public sealed class MetricComparison
{
    internal MetricComparison(RankingMetric metric, IReadOnlyList<QueryDifference> queries, ComparisonOptions options)
    {
        Metric = metric;
        Queries = queries;
        double[] differences = [.. queries.Select(query => query.Difference)];
        Baseline = queries.Average(query => query.Baseline);
        Candidate = queries.Average(query => query.Candidate);
        StudentT = PairedTests.StudentT(differences);
        RandomisationPValue = PairedTests.Randomisation(differences, options.Permutations, options.Seed);
        Interval = PairedTests.Bootstrap(differences, options.Confidence, options.BootstrapSamples, options.Seed);
        EffectSize = PairedTests.EffectSize(differences);
        int higher = differences.Count(difference => difference > options.TieEpsilon);
        int lower = differences.Count(difference => difference < -options.TieEpsilon);
        (Wins, Losses) = metric.IsHigherBetter ? (higher, lower) : (lower, higher);
        Ties = differences.Length - higher - lower;
    }

    /// <summary>The metric.</summary>
    public RankingMetric Metric { get; }

    /// <summary>The mean before.</summary>
    public double Baseline { get; }

    /// <summary>The mean after.</summary>
    public double Candidate { get; }

    /// <summary>The mean after minus the mean before.</summary>
    public double Difference => Candidate - Baseline;

    /// <summary>The difference as a share of the mean before; null when that is 0.</summary>
    public double? RelativeDifference => Baseline == 0 ? null : Difference / Baseline;

    /// <summary>The mean if the baseline's documents stood in the best possible order: what a perfect reranker would reach.</summary>
    public double Oracle { get; internal init; }

    /// <summary>How much of the way from the baseline to the oracle the candidate went: 1 is a perfect reranker, more is possible only with documents that the baseline lacks; null when there is no way to go.</summary>
    public double? OracleShare => Oracle - Baseline > 1e-12 ? Difference / (Oracle - Baseline) : null;

    /// <summary>Queries that got better by more than <see cref="ComparisonOptions.TieEpsilon"/>.</summary>
    public int Wins { get; }

    /// <summary>Queries that stayed the same.</summary>
    public int Ties { get; }

    /// <summary>Queries that got worse by more than <see cref="ComparisonOptions.TieEpsilon"/>.</summary>
    public int Losses { get; }

    /// <summary>Before and after per query, in byte order of the ids.</summary>
    public IReadOnlyList<QueryDifference> Queries { get; }

    /// <summary>The paired, two-sided t test.</summary>
    public PairedTTest StudentT { get; }

    /// <summary>The p-value of the randomisation test, (count + 1) / (permutations + 1).</summary>
    public double RandomisationPValue { get; }

    /// <summary>The t test's p-value after Holm's adjustment over all metrics and candidates that were compared in one call.</summary>
    public double AdjustedStudentPValue { get; internal set; }

    /// <summary>The randomisation test's p-value after Holm's adjustment over all metrics and candidates that were compared in one call.</summary>
    public double AdjustedRandomisationPValue { get; internal set; }

    /// <summary>The percentile bootstrap interval of the mean difference.</summary>
    public ConfidenceInterval Interval { get; }

    /// <summary>Cohen's d of the paired differences; null when it is not defined (see <see cref="PairedTests.EffectSize"/>).</summary>
    public double? EffectSize { get; }
}
