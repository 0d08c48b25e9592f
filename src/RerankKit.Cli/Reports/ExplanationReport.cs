using System.Text.Json.Nodes;
using RerankKit.LateInteraction;

namespace RerankKit.Cli.Reports;

/// <summary>Shows what each token of a query found in a document.</summary>
internal static class ExplanationReport
{
    // Weaker finds than this share of the strongest are not marked: every token finds something.
    private const double LeastWeight = 0.25;

    public static void Show(LateInteractionExplanation explanation, ToolConsole console)
    {
        var table = new ReportTable("query", "document", "at", "similarity") { LeftColumns = 2 };
        foreach (LateInteractionMatch match in explanation.Matches)
        {
            table.Add(
                match.QueryToken.Text,
                match.DocumentToken?.Text ?? "-",
                match.DocumentToken is { Length: > 0 } token ? token.Start.ToString(CultureInfo.InvariantCulture) : "-",
                Figures.Value(match.Similarity));
        }

        table.WriteTo(console);
        console.Output.WriteLine(explanation.Score is double score ? $"score {Figures.Value(score)}" : "no score: nothing of the query or of the document takes part");
        console.Output.WriteLine();
        console.Output.WriteLine(explanation.Render(console.IsOutputTerminal ? HighlightStyle.Terminal : HighlightStyle.Brackets, LeastWeight));
    }

    public static JsonObject Json(LateInteractionExplanation explanation) => new()
    {
        ["score"] = JsonReport.Number(explanation.Score),
        ["matches"] = JsonReport.List(explanation.Matches, match => new JsonObject
        {
            ["query"] = Token(match.QueryToken),
            ["document"] = match.DocumentToken is { } token ? Token(token) : null,
            ["similarity"] = match.Similarity,
        }),
        ["highlights"] = JsonReport.List(explanation.Highlights, span => new JsonObject
        {
            ["start"] = span.Start,
            ["length"] = span.Length,
            ["text"] = explanation.Document.Substring(span.Start, span.Length),
            ["weight"] = span.Weight,
        }),
    };

    private static JsonObject Token(EncodedToken token) => new() { ["token"] = token.Text, ["start"] = token.Start, ["length"] = token.Length };
}
