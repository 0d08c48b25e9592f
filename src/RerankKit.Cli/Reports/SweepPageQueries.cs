using static RerankKit.Cli.Reports.SweepPage;

namespace RerankKit.Cli.Reports;

/// <summary>The queries that changed most, with both rankings side by side.</summary>
internal static class SweepPageQueries
{
    public static void Write(SweepPages pages, TextWriter writer)
    {
        if (pages.Details.Count == 0)
        {
            return;
        }

        string[] rows = [.. pages.Details.Select(detail => Name(detail.Row)).Distinct(StringComparer.Ordinal)];
        writer.WriteLine("<h2>Queries that changed most</h2>\n<p class=\"soft\">Of each reranker at its sufficient depth. <span class=\"screen\">Open a query to see both rankings.</span></p>");
        writer.WriteLine("<div class=\"controls\"><input type=\"search\" id=\"search\" placeholder=\"Words of query or passage\" aria-label=\"Words of query or passage\">");
        writer.WriteLine("<select id=\"direction\" aria-label=\"Direction\"><option value=\"\">helped and hurt</option><option value=\"helped\">helped</option><option value=\"hurt\">hurt</option></select>");
        writer.WriteLine($"<select id=\"row\" aria-label=\"Reranker\"><option value=\"\">all rerankers</option>{string.Concat(rows.Select(row => $"<option>{Text(row)}</option>"))}</select><span class=\"soft\" id=\"shown\"></span></div>");
        writer.WriteLine("<div class=\"scroll\"><table id=\"queries\"><thead><tr><th><button>query</button></th><th><button>reranker</button></th><th class=\"n\"><button>before</button></th><th class=\"n\"><button>after</button></th><th class=\"n\"><button>change</button></th></tr></thead><tbody>");
        foreach (SweepDetail detail in pages.Details)
        {
            double change = detail.AfterValue - detail.BeforeValue;
            writer.Write(Invariant($"<tr data-change=\"{change:R}\" data-row=\"{Text(Name(detail.Row))}\"><td data-value=\"{Text(detail.QueryId)}\"><details><summary>{Text(detail.QueryId)}: {Text(detail.Text)}</summary>"));
            writer.Write("<div class=\"pair\">");
            WriteList(pages, writer, "Before", detail.Before);
            WriteList(pages, writer, "After", detail.After);
            writer.Write($"</div></details></td><td>{Text(Name(detail.Row))}</td>");
            WriteNumber(writer, "before", detail.BeforeValue, "");
            WriteNumber(writer, "after", detail.AfterValue, "");
            WriteNumber(writer, "change", change, change > 0 ? " up" : " down");
            writer.WriteLine("</tr>");
        }

        writer.WriteLine("</tbody></table></div>");
    }

    private static string Name(SweepRow row) => Invariant($"{row.Reranker}, first {row.Depth} of {row.FirstStage}");

    private static void WriteNumber(TextWriter writer, string label, double value, string style) =>
        writer.Write(Invariant($"<td class=\"n{style}\" data-label=\"{label}\" data-value=\"{value:R}\">{(style.Length > 0 ? Figures.Change(value) : Figures.Value(value))}</td>"));

    private static void WriteList(SweepPages pages, TextWriter writer, string title, IReadOnlyList<SweepDetailDocument> documents)
    {
        writer.Write($"<div><strong>{title}</strong><ol>");
        foreach (SweepDetailDocument document in documents)
        {
            string grade = document.Grade is int value ? Invariant($"grade {value}") : "not judged";
            string text = pages.Texts.TryGetValue(document.Id, out string? passage) ? passage : "The collection has no text of it.";
            writer.Write($"<li>{Text(document.Id)} <span class=\"grade{(document.Grade >= pages.Report.Settings.RelevanceLevel ? " rel" : "")}\">{grade}</span><blockquote>{Text(text)}</blockquote></li>");
        }

        writer.Write("</ol></div>");
    }
}
