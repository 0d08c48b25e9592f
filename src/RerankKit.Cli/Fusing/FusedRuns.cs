namespace RerankKit.Cli.Fusing;

/// <summary>Fuses runs and cuts every query to the depth.</summary>
internal static class FusedRuns
{
    public static Run Fuse(Run[] runs, RankFusionOptions options, string name)
    {
        Run all = RunFusion.Fuse(runs, options, name);
        var cut = new Run(name);
        foreach (string queryId in all.QueryIds)
        {
            cut.Add(queryId, all[queryId].Take(options.Depth ?? int.MaxValue));
        }

        return cut;
    }

    public static void WarnOfMissing(Run[] runs, ToolConsole console)
    {
        string[] queryIds = [.. runs.SelectMany(run => run.QueryIds).Distinct(StringComparer.Ordinal)];
        foreach (Run run in runs)
        {
            string[] missing = Array.FindAll(queryIds, id => !run.Contains(id));
            if (missing.Length > 0)
            {
                string queries = Figures.Count(queryIds.Length, "query", "queries");
                console.Warn($"{run.Name} lacks {missing.Length} of {queries}, fused from the other runs: {Figures.Ids(missing)}");
            }
        }
    }
}
