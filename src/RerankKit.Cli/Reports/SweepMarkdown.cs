namespace RerankKit.Cli.Reports;

/// <summary>A sweep for a pull request.</summary>
internal static class SweepMarkdown
{
    private const int ShownQueries = 5;

    public static void Write(SweepPages pages, TextWriter writer)
    {
        SweepReport report = pages.Report;
        string metric = pages.Metric;
        writer.WriteLine($"## Rerankers on {MarkdownText.Of(report.Settings.Dataset)}");
        writer.WriteLine();
        foreach (string sentence in report.Sentences)
        {
            writer.WriteLine($"- {MarkdownText.Of(sentence)}");
        }

        writer.WriteLine();
        WriteRow(writer, ["first stage", "reranker", "depth", .. report.Metrics.Select(each => each.Name), "change", "95 % interval", "p (Holm)", "", "p95 ms", "cost/1000"]);
        WriteRow(writer, Enumerable.Repeat("---", 9 + report.Metrics.Count));
        foreach (SweepFirstStage first in report.FirstStages)
        {
            WriteRow(writer, [MarkdownText.Of(first.Name), "", "", .. report.Metrics.Select(each => Figures.Value(first.Metrics[each.Name])), "", "", "", "", "", ""]);
            foreach (SweepRow row in report.Rows.Where(row => row.FirstStage == first.Name))
            {
                WriteRow(writer,
                [
                    "",
                    MarkdownText.Of(row.Reranker),
                    row.Depth.ToString(CultureInfo.InvariantCulture),
                    .. report.Metrics.Select(each => Figures.Value(row.Metrics[each.Name])),
                    Figures.Change(row.Changes[metric]),
                    $"{Figures.Change(row.Interval.Low)} to {Figures.Change(row.Interval.High)}",
                    Figures.Probability(row.AdjustedPValue),
                    SweepPage.Certainty(row, metric),
                    row.Latency is { } latency ? latency.P95.ToString("0.0", CultureInfo.InvariantCulture) : "",
                    row.CostPerThousandQueries is double cost ? Figures.Cost(cost) : "",
                ]);
            }
        }

        writer.WriteLine();
        writer.WriteLine($"Diagnosis: {MarkdownText.Of(pages.Diagnosis.Recommendation)}");
        writer.WriteLine();
        WriteQueries(pages, writer);
        if (report.Settings.Command is { } command)
        {
            writer.WriteLine();
            writer.WriteLine($"    {command}");
        }
    }

    private static void WriteQueries(SweepPages pages, TextWriter writer)
    {
        SweepDetail[] shown = [.. pages.Details.Take(ShownQueries).Concat(pages.Details.Skip(ShownQueries).TakeLast(ShownQueries))];
        if (shown.Length == 0)
        {
            return;
        }

        writer.WriteLine("<details><summary>Queries that changed most</summary>");
        writer.WriteLine();
        WriteRow(writer, ["query", "reranker", "before", "after", "change"]);
        WriteRow(writer, Enumerable.Repeat("---", 5));
        foreach (SweepDetail detail in shown)
        {
            WriteRow(writer, [$"{MarkdownText.Of(detail.QueryId)}: {MarkdownText.Of(detail.Text)}", $"{MarkdownText.Of(detail.Row.Reranker)} on {MarkdownText.Of(detail.Row.FirstStage)}", Figures.Value(detail.BeforeValue), Figures.Value(detail.AfterValue), Figures.Change(detail.AfterValue - detail.BeforeValue)]);
        }

        writer.WriteLine();
        writer.WriteLine("</details>");
    }

    private static void WriteRow(TextWriter writer, IEnumerable<string> cells) => writer.WriteLine($"| {string.Join(" | ", cells)} |");
}
