using System.Net;

namespace RerankKit.Cli.Reports;

/// <summary>A sweep as one page that needs nothing else: texts and tables stand in it, a script draws the charts.</summary>
internal static class SweepPage
{
    public static void Write(SweepPages pages, TextWriter writer)
    {
        SweepReport report = pages.Report;
        var charts = new SweepCharts(report);
        (IReadOnlyDictionary<string, SweepChart> quality, IReadOnlyDictionary<string, SweepChart> fronts, IReadOnlyDictionary<string, SweepChart> more) = (charts.Quality(), charts.Fronts(), charts.More());
        writer.WriteLine("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        writer.WriteLine("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:\">");
        writer.WriteLine($"<title>Rerankers on {Text(report.Settings.Dataset)}</title>\n<style>\n{Asset("report.css")}</style>\n</head>\n<body>\n<main>");
        writer.WriteLine($"<h1>Rerankers on {Text(report.Settings.Dataset)}</h1>");
        writer.WriteLine($"<p class=\"soft\">{Figures.Count(report.QueryCount, "judged query", "judged queries")}, {Figures.Count(report.FirstStages.Count, "first stage", "first stages")}, {Figures.Count(report.Rerankers.Count, "reranker", "rerankers")}; {Text(pages.Metric)} decides.</p>");
        writer.WriteLine($"<section class=\"verdict\">{string.Concat(report.Sentences.Select(sentence => $"<p>{Text(sentence.Replace("->", "→", StringComparison.Ordinal))}</p>"))}</section>");
        WriteCharts(writer, "Quality by depth", quality);
        SweepPageTables.WriteRows(report, writer);
        WriteCharts(writer, "Quality, time and cost", fronts);
        SweepPageTables.WriteTimes(report, writer);
        WriteCharts(writer, "Queries, blending, gates", more);
        SweepPageTables.WriteRerankers(report, writer);
        SweepPageQueries.Write(pages, writer);
        SweepPageTables.WriteDiagnosis(pages.Diagnosis, writer);
        SweepPageTables.WriteEnvironment(report, writer);
        writer.WriteLine($"</main>\n<script type=\"application/json\" id=\"charts\">{SweepCharts.ToJson(quality.Concat(fronts).Concat(more))}</script>");
        writer.WriteLine($"<script>\n{Chart()}</script>\n<script>\n{Asset("report.js")}</script>\n</body>\n</html>");
    }

    /// <summary>Whether a change can be told from noise, in a word.</summary>
    public static string Certainty(SweepRow row, string metric) => !row.IsReal ? "within noise" : row.Changes[metric] > 0 ? "real gain" : "real loss";

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public static string Number(double? value, string format = "0.0000") => value is double number && double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : "–";

    private static void WriteCharts(TextWriter writer, string title, IReadOnlyDictionary<string, SweepChart> charts)
    {
        if (charts.Count == 0)
        {
            return;
        }

        writer.WriteLine($"<h2>{title}</h2>\n<div class=\"charts\">");
        foreach ((string id, SweepChart chart) in charts)
        {
            writer.WriteLine($"<figure><h3>{Text(chart.Title)}</h3><div class=\"canvas\"><canvas id=\"{id}\" role=\"img\" aria-label=\"{Text(chart.Title)}\"></canvas></div><figcaption>{Text(chart.Note)}</figcaption></figure>");
        }

        writer.WriteLine("</div>");
    }

    // Without the place of a file that a page by itself does not have.
    private static string Chart()
    {
        string script = Asset("chart.js.chart.umd.min.js");
        int at = script.LastIndexOf("//# sourceMappingURL", StringComparison.Ordinal);
        return at < 0 ? script : script[..at];
    }

    private static string Asset(string name)
    {
        using Stream stream = typeof(SweepPage).Assembly.GetManifestResourceStream($"RerankKit.Cli.Reports.Page.{name}") ?? throw new InvalidOperationException($"The tool lacks its asset '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
