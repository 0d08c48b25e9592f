namespace RerankKit.Cli.Sweeping;

/// <summary>Depths against the lists that there are: beyond the longest one every depth is the same.</summary>
internal static class SweepDepths
{
    /// <summary>The usual depths, up to the first that holds every list.</summary>
    public static IReadOnlyList<int> Default(IReadOnlyList<int> usual, IReadOnlyList<Run> runs, Qrels judged, ToolConsole console)
    {
        int longest = Longest(runs, judged);
        int[] kept = [.. usual.Where((depth, i) => i == 0 || usual[i - 1] < longest)];
        if (longest > 0 && kept.Length < usual.Count)
        {
            console.Error.WriteLine($"No list has more than {Figures.Count(longest, "document", "documents")}: the depths are {string.Join(", ", kept)}");
        }

        return kept;
    }

    /// <summary>Says which of the depths that were asked for reach beyond the end of every list.</summary>
    public static void WarnOfRepeated(IReadOnlyList<int> depths, IReadOnlyList<Run> runs, Qrels judged, ToolConsole console)
    {
        int longest = Longest(runs, judged);
        int[] repeated = [.. depths.Where((depth, i) => i > 0 && depths[i - 1] >= longest)];
        if (longest > 0 && repeated.Length > 0)
        {
            console.Warn($"no list has more than {Figures.Count(longest, "document", "documents")}, so depth {string.Join(", ", repeated)} is the same as depth {depths[^(repeated.Length + 1)]}");
        }
    }

    private static int Longest(IReadOnlyList<Run> runs, Qrels judged) =>
        runs.SelectMany(run => run.QueryIds.Where(judged.Contains).Select(id => run[id].Count)).DefaultIfEmpty(0).Max();
}
