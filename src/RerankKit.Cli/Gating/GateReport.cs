namespace RerankKit.Cli.Gating;

/// <summary>The verdict of the gate for people: on the console, and as the summary of a job on GitHub.</summary>
internal sealed class GateReport(RegressionGateReport verdict, IReadOnlyDictionary<string, Dictionary<string, string>> texts)
{
    private const int ShownQueries = 10;
    private const int ShownCharacters = 80;

    private string Headline => $"{(verdict.Passed ? "PASSED" : "FAILED")}: {verdict.Reason}";

    private IEnumerable<GatedGroup> Failed => verdict.Groups.Where(group => !group.Passed);

    public void Show(ToolConsole console)
    {
        console.Output.WriteLine(Headline);
        if (verdict.Groups.Count > 1)
        {
            console.Output.WriteLine();
            var table = new ReportTable("collection", "queries", "before", "after", "change", "p (Holm)", "verdict");
            foreach (GatedGroup group in verdict.Groups)
            {
                table.Add(Cells(group));
            }

            table.WriteTo(console);
        }

        foreach (GatedGroup group in Failed.Where(group => group.Result!.Causes.Count > 0))
        {
            console.Output.WriteLine();
            var table = new ReportTable($"{group.Name}: {Causes(group)}", "before", "after", "change", "text") { RightColumns = 3 };
            foreach (QueryDifference query in group.Result!.Causes.Take(ShownQueries))
            {
                table.Add(query.QueryId, Figures.Value(query.Baseline), Figures.Value(query.Candidate), Figures.Change(query.Difference), Text(group, query));
            }

            table.WriteTo(console);
        }
    }

    /// <summary>The same as Markdown.</summary>
    public void WriteMarkdown(TextWriter writer)
    {
        writer.WriteLine($"### Ranking gate {(verdict.Passed ? "passed" : "failed")}: {verdict.Metric.Name}");
        writer.WriteLine();
        writer.WriteLine(MarkdownText.Of(verdict.Reason));
        writer.WriteLine();
        writer.WriteLine("| collection | queries | before | after | change | p (Holm) | verdict |");
        writer.WriteLine("|---|---:|---:|---:|---:|---:|---|");
        foreach (GatedGroup group in verdict.Groups)
        {
            writer.WriteLine(MarkdownText.Row(Cells(group)));
        }

        foreach (GatedGroup group in Failed.Where(group => group.Result!.Causes.Count > 0))
        {
            writer.WriteLine();
            writer.WriteLine($"**{MarkdownText.Of(group.Name)}: {Causes(group)}**");
            writer.WriteLine();
            writer.WriteLine("| query | before | after | change | text |");
            writer.WriteLine("|---|---:|---:|---:|---|");
            foreach (QueryDifference query in group.Result!.Causes.Take(ShownQueries))
            {
                writer.WriteLine(MarkdownText.Row(query.QueryId, Figures.Value(query.Baseline), Figures.Value(query.Candidate), Figures.Change(query.Difference), Text(group, query)));
            }
        }

        writer.WriteLine();
    }

    private static string[] Cells(GatedGroup group) => group.Result is { } result
        ?
        [
            group.Name, Figures.Whole(group.QueryIds.Count), Figures.Value(result.Comparison.Baseline), Figures.Value(result.Comparison.Candidate),
            Figures.Change(result.Comparison.Difference), Figures.Probability(result.PValue), result.Passed ? "passed" : "FAILED",
        ]
        : [group.Name, Figures.Whole(group.QueryIds.Count), "-", "-", "-", "-", $"not judged: {group.NotJudged}"];

    private static string Causes(GatedGroup group)
    {
        int worse = group.Result!.Causes.Count;
        string queries = $"{Figures.Count(worse, "query", "queries")} got worse";
        return worse > ShownQueries ? $"{queries}, the {ShownQueries} that lost the most" : queries;
    }

    private string Text(GatedGroup group, QueryDifference query)
    {
        string text = texts.TryGetValue(group.Collection, out Dictionary<string, string>? queries) ? queries.GetValueOrDefault(query.QueryId, "") : "";
        return text.Length > ShownCharacters ? text[..ShownCharacters].TrimEnd() + "..." : text;
    }
}
