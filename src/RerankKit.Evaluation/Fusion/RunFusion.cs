namespace RerankKit.Evaluation;

/// <summary>Fuses whole runs, query by query.</summary>
public static class RunFusion
{
    /// <summary>Fuses runs.</summary>
    /// <param name="runs">The runs. A query that only some of them answer is fused from those.</param>
    /// <param name="options">How to fuse; null for reciprocal rank fusion. Weights are in the order of the runs.</param>
    /// <param name="name">The fused run's name.</param>
    /// <param name="ties">The rule for equal scores in the runs; not a bound.</param>
    /// <returns>A run with every query of every run, documents best first by fused score.</returns>
    /// <exception cref="ArgumentException">The options do not fit the runs; see <see cref="RankFusion"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ties"/> is a bound.</exception>
    public static Run Fuse(IReadOnlyList<Run> runs, RankFusionOptions? options = null, string name = "fused", TieRule ties = TieRule.InputOrder)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var fused = new Run(name);
        foreach (string queryId in runs.SelectMany(static run => run.QueryIds).Distinct(StringComparer.Ordinal))
        {
            Add(fused, queryId, Lists(runs, queryId, ties), options);
        }

        return fused;
    }

    internal static FusionList<string>[] Lists(IReadOnlyList<Run> runs, string queryId, TieRule ties) =>
        [.. runs.Select(run => new FusionList<string>(
            run.Name,
            run.Contains(queryId) ? run.GetRanking(queryId, ties).Select(static document => (document.Id, document.Score)) : []))];

    internal static void Add(Run run, string queryId, FusionList<string>[] lists, RankFusionOptions? options)
    {
        FusedRanking<string> ranking = RankFusion.Fuse(lists, options);
        run.AddChecked(queryId, [.. ranking.Select(item => new ScoredDocument(item.Key, item.Score))]);
    }
}
