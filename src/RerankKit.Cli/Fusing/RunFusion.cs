using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Fusing;

/// <summary>Fuses runs query by query.</summary>
internal static class RunFusion
{
    public static Run Fuse(Run[] runs, RankFusionOptions options, string name, ToolConsole console)
    {
        string[] queryIds = [.. runs.SelectMany(run => run.QueryIds).Distinct(StringComparer.Ordinal)];
        WarnOfMissing(runs, queryIds, console);
        var all = new Run(name);
        foreach (string queryId in queryIds)
        {
            FusionList<string>[] lists = Array.ConvertAll(runs, run => ToList(run, queryId));
            all.Add(queryId, RankFusion.Fuse(lists, options).Select(item => new ScoredDocument(item.Key, item.Score)));
        }

        // Cut in the order in which the run will be evaluated, so that the cut does not depend on another tie rule.
        var cut = new Run(name);
        foreach (string queryId in queryIds)
        {
            cut.Add(queryId, all.GetRanking(queryId).Take(options.Depth ?? int.MaxValue));
        }

        return cut;
    }

    private static FusionList<string> ToList(Run run, string queryId) =>
        new(run.Name, run.Contains(queryId) ? run.GetRanking(queryId).Select(document => (document.Id, document.Score)) : []);

    private static void WarnOfMissing(Run[] runs, string[] queryIds, ToolConsole console)
    {
        foreach (Run run in runs)
        {
            string[] missing = Array.FindAll(queryIds, id => !run.Contains(id));
            if (missing.Length > 0)
            {
                console.Warn($"{run.Name} lacks {missing.Length} of {Figures.Count(queryIds.Length, "query", "queries")}, fused from the other runs: {Figures.Ids(missing)}");
            }
        }
    }
}
