namespace RerankKit.Evaluation;

/// <summary>The verdict of a <see cref="RegressionGate"/> over collections and classes of queries. It passes when every one does.</summary>
public sealed class RegressionGateReport
{
    internal RegressionGateReport(RankingMetric metric, double maxDrop, IReadOnlyList<GatedGroup> groups)
    {
        Metric = metric;
        MaxDrop = maxDrop;
        Groups = groups;
    }

    /// <summary>The metric that must not drop.</summary>
    public RankingMetric Metric { get; }

    /// <summary>The drop that was allowed in each group.</summary>
    public double MaxDrop { get; }

    /// <summary>Each collection, followed by the classes of its queries.</summary>
    public IReadOnlyList<GatedGroup> Groups { get; }

    /// <summary>Whether the candidate may go on.</summary>
    public bool Passed => Groups.All(group => group.Passed);

    /// <summary>Why: the reason of each group that failed, or of each collection where none did.</summary>
    public string Reason
    {
        get
        {
            GatedGroup[] told = [.. Groups.Where(group => Passed ? group.QueryClass is null : !group.Passed)];
            return string.Join(' ', told.Select(group => Groups.Count == 1 ? group.Result!.Reason : $"{group.Name}: {group.Result!.Reason}"));
        }
    }

    /// <summary>Ends a unit test or a build that must not get worse.</summary>
    /// <exception cref="InvalidOperationException">A group failed; the message is <see cref="Reason"/>.</exception>
    public void ThrowIfFailed()
    {
        if (!Passed)
        {
            throw new InvalidOperationException(Reason);
        }
    }
}
