namespace RerankKit.Evaluation;

/// <summary>Whether two runs order the same documents: a reranker neither loses nor adds any.</summary>
public sealed class PoolComparison
{
    private PoolComparison(IReadOnlyList<PoolDifference> differences)
    {
        Differences = differences;
        LostCount = differences.Sum(difference => difference.LostIds.Count);
        AddedCount = differences.Sum(difference => difference.AddedIds.Count);
    }

    /// <summary>Whether every query has the same documents in both runs.</summary>
    public bool IsSame => Differences.Count == 0;

    /// <summary>How many documents were lost over all queries.</summary>
    public int LostCount { get; }

    /// <summary>How many documents were added over all queries.</summary>
    public int AddedCount { get; }

    /// <summary>The queries whose documents differ, in byte order of their ids.</summary>
    public IReadOnlyList<PoolDifference> Differences { get; }

    /// <summary>Compares the documents of two runs; a query that one of them lacks has no documents there.</summary>
    /// <param name="baseline">The run before.</param>
    /// <param name="candidate">The run after.</param>
    /// <returns>The differences over all queries of either run.</returns>
    public static PoolComparison Between(Run baseline, Run candidate)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidate);
        return Between(baseline, candidate, baseline.QueryIds.Union(candidate.QueryIds, StringComparer.Ordinal).Order(Utf8Order.Instance), new());
    }

    internal static PoolComparison Between(Run baseline, Run candidate, IEnumerable<string> queryIds, EvaluationOptions options)
    {
        var differences = new List<PoolDifference>();
        foreach (string queryId in queryIds)
        {
            HashSet<string> before = Ids(baseline, queryId, options);
            HashSet<string> after = Ids(candidate, queryId, options);
            if (!before.SetEquals(after))
            {
                differences.Add(new(queryId, Except(before, after), Except(after, before)));
            }
        }

        return new(differences);
    }

    private static HashSet<string> Ids(Run run, string queryId, EvaluationOptions options) =>
        new(options.Documents(run, queryId).Select(document => document.Id), StringComparer.Ordinal);

    private static string[] Except(HashSet<string> ids, HashSet<string> others) =>
        [.. ids.Where(id => !others.Contains(id)).Order(Utf8Order.Instance)];
}
