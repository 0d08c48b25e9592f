namespace RerankKit.Cli.Reports;

/// <summary>A sweep for people.</summary>
internal static class SweepTable
{
    public static void Show(SweepReport report, ToolConsole console)
    {
        string[] metrics = [.. report.Metrics.Select(metric => metric.Name)];
        var rows = new ReportTable(["first stage", "reranker", "depth", .. metrics, "change", "95 % interval", "p (Holm)", "oracle", "p50 ms", "p95 ms", "cost/1000"]) { LeftColumns = 2 };
        foreach (SweepFirstStage first in report.FirstStages)
        {
            rows.Add([first.Name, "-", "-", .. metrics.Select(metric => Figures.Value(first.Metrics[metric])), "", "", "", "", "", "", ""]);
            foreach (SweepRow row in report.Rows.Where(row => row.FirstStage == first.Name))
            {
                rows.Add([
                    "",
                    row.Reranker,
                    row.Depth.ToString(CultureInfo.InvariantCulture),
                    .. metrics.Select(metric => Figures.Value(row.Metrics[metric])),
                    Figures.Change(row.Changes[metrics[0]]),
                    $"{Figures.Change(row.Interval.Low)} to {Figures.Change(row.Interval.High)}",
                    Figures.Probability(row.AdjustedPValue),
                    Figures.Value(row.Oracle),
                    Milliseconds(row.Latency?.P50),
                    Milliseconds(row.Latency?.P95),
                    row.CostPerThousandQueries is double cost ? Figures.Cost(cost) : "-",
                ]);
            }
        }

        rows.WriteTo(console);
        foreach (string sentence in report.Sentences)
        {
            console.Output.WriteLine(sentence);
        }
    }

    private static string Milliseconds(double? value) => value is double time ? time.ToString("0.0", CultureInfo.InvariantCulture) : "-";
}
