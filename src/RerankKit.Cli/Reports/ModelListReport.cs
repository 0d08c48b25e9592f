using System.Text.Json.Nodes;

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

    public static JsonObject Json(IReadOnlyList<string> cached) => new()
    {
        ["models"] = JsonReport.List(ModelCatalog.Models, model => new JsonObject
        {
            ["id"] = model.Id,
            ["aliases"] = JsonReport.List(model.Aliases, alias => alias),
            ["family"] = Name(model.Family),
            ["licence"] = model.Licence,
            ["nonCommercial"] = model.IsNonCommercial,
            ["maxTokens"] = model.MaxTokens,
            ["tokenizer"] = model.Tokenizer,
            ["onnxFiles"] = JsonReport.List(model.OnnxFiles, file => file),
            ["onnxId"] = model.OnnxId,
            ["alternative"] = model.Alternative,
            ["notes"] = model.Notes,
            ["cached"] = cached.Contains(model.Id),
        }),
        ["otherCached"] = JsonReport.List(Others(cached), id => id),
    };

    private static IEnumerable<string> Others(IReadOnlyList<string> cached) => cached.Where(id => ModelCatalog.Find(id)?.Id != id);

    private static string Name(ModelFamily family) => family switch
    {
        ModelFamily.CrossEncoder => "cross-encoder",
        ModelFamily.Decoder => "decoder",
        ModelFamily.LateInteraction => "late interaction",
        _ => "unknown",
    };
}
