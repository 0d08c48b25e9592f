namespace RerankKit.Cli.Reports;

/// <summary>Every query of every row, for those who plot for themselves (RFC 4180).</summary>
internal static class SweepCsv
{
    public static void Write(SweepPages pages, TextWriter writer)
    {
        SweepReport report = pages.Report;
        writer.Write($"query,first_stage,reranker,depth,{Field(pages.Metric + " before")},{Field(pages.Metric + " after")},change\r\n");
        foreach (SweepRow row in report.Rows)
        {
            IReadOnlyList<double> before = report.FirstStages.First(first => first.Name == row.FirstStage).QueryValues;
            for (int i = 0; i < report.QueryIds.Count; i++)
            {
                if (double.IsFinite(row.QueryValues[i]))
                {
                    writer.Write(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Field(report.QueryIds[i])},{Field(row.FirstStage)},{Field(row.Reranker)},{row.Depth},{before[i]:R},{row.QueryValues[i]:R},{row.QueryValues[i] - before[i]:R}\r\n"));
                }
            }
        }
    }

    private static string Field(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
