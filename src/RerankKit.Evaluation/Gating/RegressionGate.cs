namespace RerankKit.Evaluation;

/// <summary>Fails when a change makes rankings worse; for unit tests and CI.</summary>
/// <remarks>
/// The rule, in this order. The gate fails when
/// <list type="number">
/// <item>the same pool is required and the candidate lost or added a document;</item>
/// <item>a floor is set and the candidate's mean is below it;</item>
/// <item>the mean dropped by more than the allowed drop, and, where a significance level is set, the Holm-adjusted p-value of the
/// randomisation test is below that level;</item>
/// <item>a level for smaller drops is set (<see cref="RegressionGateOptions.SmallDropLevel"/>) and a drop of any size is significant at it.</item>
/// </list>
/// Otherwise it passes. A drop of exactly the allowed size passes; 1e-12 is forgiven as rounding. With few queries a significance level
/// lets large drops pass, because little can be proven: leave it unset unless the labelled set is large. A run none of whose documents is
/// judged is no verdict but an error: its ids are hardly those of the judgements, and "from 0 to 0" would pass.
/// <code>
/// RegressionGate.Check(qrels, baseline, candidate, "ndcg@5", maxDrop: 0.02).ThrowIfFailed();
/// </code>
/// </remarks>
public static partial class RegressionGate
{
    private const double Rounding = 1e-12;

    /// <summary>Compares two runs and judges the change.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="baseline">The run before.</param>
    /// <param name="candidate">The run after.</param>
    /// <param name="metric">The metric that must not drop.</param>
    /// <param name="maxDrop">The absolute drop of the mean that is allowed, 0 or more; 0.02 allows 0.50 to become 0.48.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="ArgumentException">The metric is a count, nothing is judged, a run answers no judged query, or none of a run's documents is judged.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDrop"/> is negative or not finite.</exception>
    public static RegressionGateResult Check(
        Qrels qrels,
        Run baseline,
        Run candidate,
        RankingMetric metric,
        double maxDrop = 0,
        RegressionGateOptions? options = null) =>
        Check(RunComparison.Compare(qrels, baseline, candidate, [metric]), metric, maxDrop, options);

    /// <summary>Judges a change that was compared already.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="metric">The metric that must not drop; one of those compared.</param>
    /// <param name="maxDrop">The absolute drop of the mean that is allowed, 0 or more; 0.02 allows 0.50 to become 0.48.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="KeyNotFoundException">The metric was not compared.</exception>
    /// <exception cref="ArgumentException">None of a run's documents is judged.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDrop"/> is negative or not finite.</exception>
    public static RegressionGateResult Check(
        RunComparison comparison,
        RankingMetric metric,
        double maxDrop = 0,
        RegressionGateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        CheckMaxDrop(maxDrop);
        RefuseUnjudged(comparison.BaselineName, comparison.BaselineJudgedDocumentCount);
        RefuseUnjudged(comparison.CandidateName, comparison.CandidateJudgedDocumentCount);
        return Verdict(comparison, metric, maxDrop, options ?? new());
    }

    private static RegressionGateResult Verdict(RunComparison comparison, RankingMetric metric, double maxDrop, RegressionGateOptions options)
    {
        MetricComparison compared = comparison[metric];
        int direction = compared.Metric.IsHigherBetter ? 1 : -1;
        double drop = direction * (compared.Baseline - compared.Candidate);
        string? failure = PoolFailure(comparison, options) ?? FloorFailure(compared, direction, options);
        bool isTooLarge = drop > maxDrop + Rounding;
        double p = compared.AdjustedRandomisationPValue;
        string change = Describe(compared, comparison.QueryIds.Count, drop, maxDrop);
        string significance = Invariant($"p = {p:0.####}, level {options.SignificanceLevel}");
        bool isSmallAndReal = drop > Rounding && p < options.SmallDropLevel;
        failure ??= isTooLarge && options.SignificanceLevel is null ? $"{change}."
            : isTooLarge && p < options.SignificanceLevel ? $"{change}, and the drop is significant ({significance})."
            : isSmallAndReal ? Invariant($"{change}, but the drop is significant (p = {p:0.####}, level {options.SmallDropLevel}).")
            : null;
        string reason = failure ?? (isTooLarge ? $"{change}, but the drop is not significant ({significance})." : $"{change}.");
        return new(compared, maxDrop, drop, failure is null, reason);
    }

    private static void CheckMaxDrop(double maxDrop) => Allow.If(maxDrop >= 0 && double.IsFinite(maxDrop), maxDrop, "0 or more, finite", nameof(maxDrop));

    private static void RefuseUnjudged(string runName, int judgedDocuments)
    {
        if (judgedDocuments == 0)
        {
            throw new ArgumentException($"None of the documents of run '{runName}' is judged, so that the gate has nothing to judge by. Check that its document ids are those of the judgements.");
        }
    }

    private static string? PoolFailure(RunComparison comparison, RegressionGateOptions options) =>
        options.RequiresSamePool && !comparison.Pool.IsSame
            ? Invariant($"Run '{comparison.CandidateName}' does not order the documents of '{comparison.BaselineName}': {comparison.Pool.LostCount} lost, {comparison.Pool.AddedCount} added, first in query '{comparison.Pool.Differences[0].QueryId}'.")
            : null;

    private static string? FloorFailure(MetricComparison compared, int direction, RegressionGateOptions options) =>
        options.Floor is double floor && direction * (floor - compared.Candidate) > Rounding
            ? Invariant($"{compared.Metric.Name} is {compared.Candidate:0.####}; allowed is {floor:0.####} or {(direction > 0 ? "more" : "less")}.")
            : null;

    private static string Describe(MetricComparison compared, int queries, double drop, double maxDrop) =>
        Invariant($"{compared.Metric.Name} went from {compared.Baseline:0.####} to {compared.Candidate:0.####} over {queries} queries, {(drop > 0 ? "a drop" : "a gain")} of {Math.Abs(drop):0.####} where a drop of {maxDrop:0.####} is allowed");
}
