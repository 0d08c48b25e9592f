namespace RerankKit.Evaluation;

/// <summary>The verdict of a <see cref="RegressionGate"/>.</summary>
public sealed class RegressionGateResult
{
    internal RegressionGateResult(MetricComparison comparison, double maxDrop, double drop, bool passed, string reason)
    {
        Comparison = comparison;
        MaxDrop = maxDrop;
        Drop = drop;
        Passed = passed;
        Reason = reason;
    }

    /// <summary>Whether the candidate may go on.</summary>
    public bool Passed { get; }

    /// <summary>Why, in one sentence with the numbers.</summary>
    public string Reason { get; }

    /// <summary>How much worse the candidate's mean is; negative when it is better.</summary>
    public double Drop { get; }

    /// <summary>The drop that was allowed.</summary>
    public double MaxDrop { get; }

    /// <summary>The p-value that the gate looks at: the randomisation test's, Holm-adjusted over what was compared in the same call.</summary>
    public double PValue => Comparison.AdjustedRandomisationPValue;

    /// <summary>The comparison behind the verdict.</summary>
    public MetricComparison Comparison { get; }

    /// <summary>The queries that got worse, those that lost the most first: what a drop is made of.</summary>
    public IReadOnlyList<QueryDifference> Causes =>
        [.. Comparison.Queries.Where(query => Loss(query) > 0).OrderByDescending(Loss)];

    /// <summary>Ends a unit test or a build that must not get worse.</summary>
    /// <exception cref="InvalidOperationException">The gate failed; the message is <see cref="Reason"/>.</exception>
    public void ThrowIfFailed()
    {
        if (!Passed)
        {
            throw new InvalidOperationException(Reason);
        }
    }

    private double Loss(QueryDifference query) => Comparison.Metric.IsHigherBetter ? -query.Difference : query.Difference;
}
