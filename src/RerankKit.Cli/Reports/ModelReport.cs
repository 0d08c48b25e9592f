using System.Globalization;
using System.Text.Json;
using RerankKit.Models;

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
        Add(facts, "labels", model.Labels.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{model.Labels.Count}: {string.Join(", ", model.Labels)}"));
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

    public static void Write(Utf8JsonWriter json, ModelInspection model)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Id);
        json.WriteString("commit", model.Revision);
        json.WriteString("folder", model.Directory);
        json.WriteString("licence", model.Licence);
        json.WriteBoolean("nonCommercial", model.IsNonCommercial);
        json.WriteString("architecture", model.Architecture);
        json.WriteStartArray("labels");
        foreach (string label in model.Labels)
        {
            json.WriteStringValue(label);
        }

        json.WriteEndArray();
        json.WriteString("relevantLabel", model.RelevantLabel);
        json.WriteString("activation", model.Activation?.ToString());
        json.WriteBoolean("activationDeclared", model.IsActivationDeclared);
        Write(json, model.LateInteraction);
        json.WriteNumberOrNull("maxTokens", model.MaxTokens);
        json.WriteString("tokenizer", model.Tokenizer);
        json.WriteString("onnxFile", model.OnnxFile);
        json.WriteString("reason", model.Reason);
        json.WriteStartArray("files");
        foreach (InspectedFile file in model.Files)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path);
            json.WriteNumberOrNull("size", file.Size);
            if (file.Precision is ModelPrecision precision)
            {
                json.WriteString("precision", precision.ToString());
            }

            json.WriteBoolean("here", file.IsHere);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string? LateInteraction(MultiVectorInspection? model) =>
        model is null ? null
        : model.Refusal is not null ? $"cannot be loaded: {model.Refusal}"
        : model.Dimension is int dimension ? string.Create(CultureInfo.InvariantCulture, $"by {model.Style} files, {dimension} numbers per vector")
        : $"by {model.Style} files";

    private static string? Queries(MultiVectorInspection? model) =>
        model?.QueryTokens is not int longest ? null
        : model.Expansion switch
        {
            QueryExpansion.Off => $"up to {Figures.Count(longest, "token", "tokens")}, not filled up",
            QueryExpansion.Fixed => $"filled up and cut to {Figures.Count(longest, "token", "tokens")}",
            _ => string.Create(CultureInfo.InvariantCulture, $"filled up to {model.ExpansionTokens} tokens, cut to {longest}"),
        };

    private static void Write(Utf8JsonWriter json, MultiVectorInspection? model)
    {
        if (model is null)
        {
            return;
        }

        json.WriteStartObject("lateInteraction");
        json.WriteString("style", model.Style);
        json.WriteString("refusal", model.Refusal);
        if (model.Refusal is null)
        {
            json.WriteString("expansion", JsonNamingPolicy.CamelCase.ConvertName(model.Expansion.ToString()));
            json.WriteNumberOrNull("expansionTokens", model.ExpansionTokens);
            json.WriteNumberOrNull("queryTokens", model.QueryTokens);
            json.WriteNumberOrNull("documentTokens", model.DocumentTokens);
            json.WriteNumberOrNull("dimension", model.Dimension);
        }

        json.WriteEndObject();
    }

    private static void Add(ReportTable table, string name, string? value)
    {
        if (value is not null)
        {
            table.Add(name, value);
        }
    }
}
