using System.Text.Json.Nodes;

namespace RerankKit.Cli.Reports;

/// <summary>What a model is, for people and for machines.</summary>
internal static class ModelReport
{
    public static void Show(ModelInspection model, ToolConsole console)
    {
        var facts = new ReportTable("model", model.Id ?? model.Directory) { LeftColumns = 2 };
        Add(facts, "commit", model.Revision);
        Add(facts, "folder", model.Directory);
        Add(facts, "licence", model.Licence is null ? "not known" : model.IsNonCommercial ? $"{model.Licence}, which forbids commercial use" : model.Licence);
        Add(facts, "architecture", model.Architecture);
        Add(facts, "labels", model.Labels.Count == 0 ? null : Invariant($"{model.Labels.Count}: {string.Join(", ", model.Labels)}"));
        Add(facts, "relevant", model.Labels.Count < 2 ? null : model.RelevantLabel ?? "the names do not tell: name one with --label");
        Add(facts, "activation", model.Activation is null ? null : $"{model.Activation} ({(model.IsActivationDeclared ? "declared" : "by the number of labels")})");
        Add(facts, "late interaction", LateInteraction(model.LateInteraction));
        Add(facts, "queries", Queries(model.LateInteraction));
        Add(facts, "documents", model.LateInteraction?.DocumentTokens is int length ? $"up to {Figures.Count(length, "token", "tokens")}" : null);
        Add(facts, "longest input", model.MaxTokens is int tokens ? Figures.Count(tokens, "token", "tokens") : null);
        Add(facts, "tokenizer", model.Tokenizer);
        Add(facts, "ONNX file", model.OnnxFile ?? "none");
        Add(facts, "because", model.Reason);
        Add(facts, "notes", model.Known?.Notes);
        facts.WriteTo(console);

        var files = new ReportTable("file", "precision", "size", "here") { LeftColumns = 2 };
        foreach (InspectedFile file in model.Files)
        {
            files.Add(file.Path, file.Precision?.ToString() ?? "", file.Size is long size ? Figures.Bytes(size) : "?", file.IsHere ? "yes" : "");
        }

        files.WriteTo(console);
    }

    public static JsonObject Json(ModelInspection model)
    {
        var json = new JsonObject
        {
            ["id"] = model.Id,
            ["commit"] = model.Revision,
            ["folder"] = model.Directory,
            ["licence"] = model.Licence,
            ["nonCommercial"] = model.IsNonCommercial,
            ["architecture"] = model.Architecture,
            ["labels"] = JsonReport.List(model.Labels, label => label),
            ["relevantLabel"] = model.RelevantLabel,
            ["activation"] = model.Activation?.ToString(),
            ["activationDeclared"] = model.IsActivationDeclared,
        };
        if (model.LateInteraction is { } lateInteraction)
        {
            json["lateInteraction"] = Json(lateInteraction);
        }

        json["maxTokens"] = model.MaxTokens;
        json["tokenizer"] = model.Tokenizer;
        json["onnxFile"] = model.OnnxFile;
        json["reason"] = model.Reason;
        json["files"] = JsonReport.List(model.Files, Json);
        return json;
    }

    private static JsonObject Json(InspectedFile file)
    {
        var json = new JsonObject { ["path"] = file.Path, ["size"] = file.Size };
        if (file.Precision is ModelPrecision precision)
        {
            json["precision"] = precision.ToString();
        }

        json["here"] = file.IsHere;
        return json;
    }

    private static string? LateInteraction(MultiVectorInspection? model) =>
        model is null ? null
        : model.Refusal is not null ? $"cannot be loaded: {model.Refusal}"
        : model.Dimension is int dimension ? Invariant($"by {model.Style} files, {dimension} numbers per vector")
        : $"by {model.Style} files";

    private static string? Queries(MultiVectorInspection? model) =>
        model?.QueryTokens is not int longest ? null
        : model.Expansion switch
        {
            QueryExpansion.Off => $"up to {Figures.Count(longest, "token", "tokens")}, not filled up",
            QueryExpansion.Fixed => $"filled up and cut to {Figures.Count(longest, "token", "tokens")}",
            _ => Invariant($"filled up to {model.ExpansionTokens} tokens, cut to {longest}"),
        };

    private static JsonObject Json(MultiVectorInspection model)
    {
        var json = new JsonObject { ["style"] = model.Style, ["refusal"] = model.Refusal };
        if (model.Refusal is null)
        {
            json["expansion"] = JsonNamingPolicy.CamelCase.ConvertName(model.Expansion.ToString());
            json["expansionTokens"] = model.ExpansionTokens;
            json["queryTokens"] = model.QueryTokens;
            json["documentTokens"] = model.DocumentTokens;
            json["dimension"] = model.Dimension;
        }

        return json;
    }

    private static void Add(ReportTable table, string name, string? value)
    {
        if (value is not null)
        {
            table.Add(name, value);
        }
    }
}
