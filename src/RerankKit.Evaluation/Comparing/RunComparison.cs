namespace RerankKit.Evaluation;

/// <summary>Before and after: two runs on the same queries. Immutable.</summary>
/// <remarks>
/// The queries are those judged ones that at least one of the runs answers (all judged ones when
/// <see cref="EvaluationOptions.IsComplete"/> is set); a run that lacks one of them scores as an empty ranking there, so that a
/// candidate cannot gain by leaving out hard queries. Where both runs answer the same queries the means are those of <see cref="Evaluator"/>.
/// </remarks>
public sealed class RunComparison
{
    private RunComparison(Run baseline, Run candidate)
    {
        BaselineName = baseline.Name;
        CandidateName = candidate.Name;
    }

    /// <summary>The name of the run before.</summary>
    public string BaselineName { get; }

    /// <summary>The name of the run after.</summary>
    public string CandidateName { get; }

    /// <summary>The queries that count, in byte order of their ids.</summary>
    public IReadOnlyList<string> QueryIds { get; private init; } = [];

    /// <summary>Queries among them that the baseline does not answer.</summary>
    public IReadOnlyList<string> BaselineMissingQueryIds { get; private init; } = [];

    /// <summary>Queries among them that the candidate does not answer.</summary>
    public IReadOnlyList<string> CandidateMissingQueryIds { get; private init; } = [];

    /// <summary>How many of the baseline's documents are judged; see <see cref="EvaluationResult.JudgedDocumentCount"/>.</summary>
    public int BaselineJudgedDocumentCount { get; private init; }

    /// <summary>How many of the candidate's documents are judged; see <see cref="EvaluationResult.JudgedDocumentCount"/>.</summary>
    public int CandidateJudgedDocumentCount { get; private init; }

    /// <summary>One comparison per metric, in the order in which they were asked for.</summary>
    public IReadOnlyList<MetricComparison> Metrics { get; private init; } = [];

    /// <summary>Whether the candidate orders the same documents as the baseline, on these queries.</summary>
    public required PoolComparison Pool { get; init; }

    /// <summary>The comparison of a metric.</summary>
    /// <param name="metric">The metric or its name.</param>
    /// <exception cref="KeyNotFoundException">The metric was not compared.</exception>
    public MetricComparison this[RankingMetric metric]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(metric);
            return Metrics.FirstOrDefault(comparison => string.Equals(comparison.Metric.Name, metric.Name, StringComparison.Ordinal))
                ?? throw new KeyNotFoundException($"Metric '{metric.Name}' was not compared. Compared are: {string.Join(", ", Metrics.Select(comparison => comparison.Metric))}.");
        }
    }

    /// <summary>Compares two runs.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="baseline">The run before.</param>
    /// <param name="candidate">The run after.</param>
    /// <param name="metrics">At least one metric, each once, none of them a count; strings convert.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The comparison; p-values are adjusted over the metrics.</returns>
    /// <exception cref="ArgumentException">There is no metric, one comes twice or is a count, nothing is judged, or a run answers no judged query.</exception>
    public static RunComparison Compare(Qrels qrels, Run baseline, Run candidate, IReadOnlyList<RankingMetric> metrics, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return Compare(qrels, baseline, [candidate], metrics, options)[0];
    }

    /// <summary>Compares several candidates with one baseline.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="baseline">The run before.</param>
    /// <param name="candidates">The runs after; at least one.</param>
    /// <param name="metrics">At least one metric, each once, none of them a count; strings convert.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>One comparison per candidate, in order; p-values are adjusted over all candidates and metrics.</returns>
    /// <exception cref="ArgumentException">There is no candidate or no metric, a metric comes twice or is a count, nothing is judged, or a run answers no judged query.</exception>
    public static IReadOnlyList<RunComparison> Compare(
        Qrels qrels,
        Run baseline,
        IReadOnlyList<Run> candidates,
        IReadOnlyList<RankingMetric> metrics,
        ComparisonOptions? options = null)
    {
        Evaluator.CheckArguments(qrels, metrics);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0)
        {
            throw new ArgumentException("There is no candidate. Give at least one run to compare with the baseline.", nameof(candidates));
        }

        RankingMetric? count = metrics.FirstOrDefault(metric => metric.Aggregation != MetricAggregation.Mean);
        if (count is not null)
        {
            throw new ArgumentException($"Metric '{count.Name}' is a count, which has no better or worse. Compare metrics that are averaged.", nameof(metrics));
        }

        options ??= new();
        RunComparison[] comparisons = [.. candidates.Select(candidate => CompareOne(qrels, baseline, candidate, metrics, options))];
        Adjust([.. comparisons.SelectMany(comparison => comparison.Metrics)]);
        return comparisons;
    }

    /// <summary>Compares on some of the queries; p-values are not adjusted.</summary>
    internal static RunComparison CompareAmong(Qrels qrels, Run baseline, Run candidate, IReadOnlyList<RankingMetric> metrics, ComparisonOptions options, string[] queryIds)
    {
        EvaluationOptions evaluation = options.Evaluation;
        EvaluationResult before = Evaluator.Evaluate(qrels, baseline, metrics, evaluation, queryIds, []);
        EvaluationResult after = Evaluator.Evaluate(qrels, candidate, metrics, evaluation, queryIds, []);
        EvaluationResult oracle = Evaluator.Evaluate(qrels, Evaluator.Flatten(baseline), metrics, evaluation.With(TieRule.Optimistic), queryIds, []);
        return new(baseline, candidate)
        {
            QueryIds = queryIds,
            BaselineMissingQueryIds = Array.FindAll(queryIds, id => !baseline.Contains(id)),
            CandidateMissingQueryIds = Array.FindAll(queryIds, id => !candidate.Contains(id)),
            BaselineJudgedDocumentCount = before.JudgedDocumentCount,
            CandidateJudgedDocumentCount = after.JudgedDocumentCount,
            Metrics = [.. metrics.Select(metric => new MetricComparison(metric, Pair(before, after, metric), options) { Oracle = oracle[metric] })],
            Pool = PoolComparison.Between(baseline, candidate, queryIds, evaluation),
        };
    }

    internal static void Adjust(MetricComparison[] family)
    {
        double[] student = PairedTests.HolmAdjust(Array.ConvertAll(family, comparison => comparison.StudentT.PValue));
        double[] randomisation = PairedTests.HolmAdjust(Array.ConvertAll(family, comparison => comparison.RandomisationPValue));
        for (int i = 0; i < family.Length; i++)
        {
            family[i].AdjustedStudentPValue = student[i];
            family[i].AdjustedRandomisationPValue = randomisation[i];
        }
    }

    private static RunComparison CompareOne(Qrels qrels, Run baseline, Run candidate, IReadOnlyList<RankingMetric> metrics, ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        EvaluationOptions evaluation = options.Evaluation;
        string[] queryIds =
        [
            .. qrels.QueryIds.Where(id => evaluation.IsComplete || baseline.Contains(id) || candidate.Contains(id)).Order(Utf8Order.Instance),
        ];
        Evaluator.CheckOverlap(qrels, baseline, queryIds);
        Evaluator.CheckOverlap(qrels, candidate, queryIds);
        return CompareAmong(qrels, baseline, candidate, metrics, options, queryIds);
    }

    private static QueryDifference[] Pair(EvaluationResult before, EvaluationResult after, RankingMetric metric)
    {
        IReadOnlyList<double> baseline = before.GetQueryValues(metric);
        IReadOnlyList<double> candidate = after.GetQueryValues(metric);
        return [.. before.QueryIds.Select((id, i) => new QueryDifference(id, baseline[i], candidate[i]))];
    }
}
