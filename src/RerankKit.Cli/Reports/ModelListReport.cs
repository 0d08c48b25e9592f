using System.Globalization;
using System.Text.Json;
using RerankKit.Models;

namespace RerankKit.Cli.Reports;

/// <summary>The catalogue and the cache, for people and for machines.</summary>
internal static class ModelListReport
{
    public static void Show(IReadOnlyList<string> cached, ToolConsole console)
    {
        var table = new ReportTable("model", "short name", "family", "licence", "tokens", "cached") { LeftColumns = 4 };
        foreach (ModelDescriptor model in ModelCatalog.Models)
        {
            string licence = model.Licence ?? "-";
            table.Add(
                model.Id,
                model.Aliases.Count > 0 && !model.Aliases[0].Contains('/', StringComparison.Ordinal) ? model.Aliases[0] : "",
                Name(model.Family),
                model.IsNonCommercial ? licence.ToUpperInvariant() : licence,
                model.MaxTokens.ToString(CultureInfo.InvariantCulture),
                cached.Contains(model.Id) ? "yes" : "");
        }

        foreach (string id in Others(cached))
        {
            table.Add(id, "", "", "", "", "yes");
        }

        table.WriteTo(console);
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<string> cached)
    {
        json.WriteStartObject();
        json.WriteStartArray("models");
        foreach (ModelDescriptor model in ModelCatalog.Models)
        {
            json.WriteStartObject();
            json.WriteString("id", model.Id);
            WriteTexts(json, "aliases", model.Aliases);
            json.WriteString("family", Name(model.Family));
            json.WriteString("licence", model.Licence);
            json.WriteBoolean("nonCommercial", model.IsNonCommercial);
            json.WriteNumber("maxTokens", model.MaxTokens);
            json.WriteString("tokenizer", model.Tokenizer);
            WriteTexts(json, "onnxFiles", model.OnnxFiles);
            json.WriteString("onnxId", model.OnnxId);
            json.WriteString("alternative", model.Alternative);
            json.WriteString("notes", model.Notes);
            json.WriteBoolean("cached", cached.Contains(model.Id));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTexts(json, "otherCached", Others(cached));
        json.WriteEndObject();
    }

    private static IEnumerable<string> Others(IReadOnlyList<string> cached) => cached.Where(id => ModelCatalog.Find(id)?.Id != id);

    private static string Name(ModelFamily family) => family switch
    {
        ModelFamily.CrossEncoder => "cross-encoder",
        ModelFamily.Decoder => "decoder",
        ModelFamily.LateInteraction => "late interaction",
        _ => "unknown",
    };

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
