using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Fusing;

/// <summary>Fuses runs for writing: says which queries a run lacks, and cuts to the depth asked for.</summary>
internal static class FusedRuns
{
    public static Run Fuse(Run[] runs, RankFusionOptions options, string name, ToolConsole console)
    {
        Run all = RunFusion.Fuse(runs, options, name);
        WarnOfMissing(runs, all.QueryIds, console);

        // Cut in the order in which the run will be evaluated, so that the cut does not depend on another tie rule.
        var cut = new Run(name);
        foreach (string queryId in all.QueryIds)
        {
            cut.Add(queryId, all.GetRanking(queryId).Take(options.Depth ?? int.MaxValue));
        }

        return cut;
    }

    private static void WarnOfMissing(Run[] runs, IReadOnlyList<string> queryIds, ToolConsole console)
    {
        foreach (Run run in runs)
        {
            string[] missing = [.. queryIds.Where(id => !run.Contains(id))];
            if (missing.Length > 0)
            {
                console.Warn($"{run.Name} lacks {missing.Length} of {Figures.Count(queryIds.Count, "query", "queries")}, fused from the other runs: {Figures.Ids(missing)}");
            }
        }
    }
}
