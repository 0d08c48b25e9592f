using System.Globalization;
using System.Text.Json;
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

    public static void Write(Utf8JsonWriter json, LateInteractionExplanation explanation)
    {
        json.WriteStartObject();
        json.WriteNumberOrNull("score", explanation.Score);
        json.WriteStartArray("matches");
        foreach (LateInteractionMatch match in explanation.Matches)
        {
            json.WriteStartObject();
            WriteToken(json, "query", match.QueryToken);
            WriteToken(json, "document", match.DocumentToken);
            json.WriteNumber("similarity", match.Similarity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("highlights");
        foreach (HighlightedSpan span in explanation.Highlights)
        {
            json.WriteStartObject();
            json.WriteNumber("start", span.Start);
            json.WriteNumber("length", span.Length);
            json.WriteString("text", explanation.Document.AsSpan(span.Start, span.Length));
            json.WriteNumber("weight", span.Weight);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter json, string name, EncodedToken? token)
    {
        if (token is not { } value)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("token", value.Text);
        json.WriteNumber("start", value.Start);
        json.WriteNumber("length", value.Length);
        json.WriteEndObject();
    }
}
