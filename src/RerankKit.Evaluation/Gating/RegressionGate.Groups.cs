namespace RerankKit.Evaluation;

public static partial class RegressionGate
{
    /// <summary>Judges a change on several collections and on the classes of their queries, each by the same rule.</summary>
    /// <remarks>
    /// p-values are Holm-adjusted over all groups that are judged. A class with fewer queries than <see cref="RegressionGateOptions.MinClassQueries"/>, or
    /// for whose queries the baseline found nothing judged, has no verdict of its own and says why.
    /// </remarks>
    /// <param name="collections">At least one, each with its own name.</param>
    /// <param name="metric">The metric that must not drop.</param>
    /// <param name="maxDrop">The absolute drop of the mean that is allowed in each group, 0 or more; 0.02 allows 0.50 to become 0.48.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="comparing">How runs are compared; null for the defaults.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="ArgumentException">There is no collection or two have one name, the metric is a count, nothing is judged, a run answers no judged query, none of a run's documents is judged, or no query of the classes is judged.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDrop"/> is negative or not finite.</exception>
    public static RegressionGateReport CheckAll(
        IReadOnlyList<GatedRuns> collections,
        RankingMetric metric,
        double maxDrop = 0,
        RegressionGateOptions? options = null,
        ComparisonOptions? comparing = null)
    {
        ArgumentNullException.ThrowIfNull(collections);
        ArgumentNullException.ThrowIfNull(metric);
        CheckMaxDrop(maxDrop);
        if (collections.Count == 0)
        {
            throw new ArgumentException("There is no collection. Give at least one.", nameof(collections));
        }

        if (collections.GroupBy(collection => collection.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two collections are named '{twice.Key}'. Give each its own name.", nameof(collections));
        }

        options ??= new();
        comparing ??= new();
        Group[] groups = [.. collections.SelectMany(collection => GroupsOf(collection, metric, options, comparing))];
        RunComparison.Adjust([.. groups.Where(group => group.NotJudged is null).Select(group => group.Comparison![metric])]);
        return new(metric, maxDrop, [.. groups.Select(group => group.Judge(metric, maxDrop, options))]);
    }

    private static IEnumerable<Group> GroupsOf(GatedRuns collection, RankingMetric metric, RegressionGateOptions options, ComparisonOptions comparing)
    {
        (string name, Qrels qrels, Run baseline, Run candidate, QueryClasses? classes) = collection;
        RunComparison whole = RunComparison.Compare(qrels, baseline, candidate, [metric], comparing);
        RefuseUnjudged(whole.BaselineName, whole.BaselineJudgedDocumentCount);
        RefuseUnjudged(whole.CandidateName, whole.CandidateJudgedDocumentCount);
        yield return new(name, null, whole.QueryIds, whole, null);
        if (classes is null)
        {
            yield break;
        }

        if (!whole.QueryIds.Any(id => classes.Names.Any(queryClass => classes[queryClass].Contains(id))))
        {
            throw new ArgumentException($"No query of the classes of '{name}' is judged and answered. Check that the classes belong to this collection.");
        }

        foreach (string queryClass in classes.Names)
        {
            string[] queryIds = [.. whole.QueryIds.Where(classes[queryClass].Contains)];
            if (queryIds.Length < options.MinClassQueries)
            {
                yield return new(name, queryClass, queryIds, null, Invariant($"{queryIds.Length} judged {(queryIds.Length == 1 ? "query" : "queries")}, and {options.MinClassQueries} are needed."));
                continue;
            }

            RunComparison among = RunComparison.CompareAmong(qrels, baseline, candidate, [metric], comparing, queryIds);
            yield return new(name, queryClass, queryIds, among, among.BaselineJudgedDocumentCount == 0 ? "the baseline found nothing judged for these queries." : null);
        }
    }

    private sealed record Group(string Collection, string? QueryClass, IReadOnlyList<string> QueryIds, RunComparison? Comparison, string? NotJudged)
    {
        public GatedGroup Judge(RankingMetric metric, double maxDrop, RegressionGateOptions options) => new(Collection, QueryClass, QueryIds)
        {
            NotJudged = NotJudged,
            Result = NotJudged is null ? Verdict(Comparison!, metric, maxDrop, options) : null,
        };
    }
}
