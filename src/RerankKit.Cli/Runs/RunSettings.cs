using System.Text;
using System.Text.Json.Nodes;

namespace RerankKit.Cli.Runs;

/// <summary>What the scores of a finished query depend on, by name. <c>--resume</c> goes on only where all of it is the same.</summary>
internal sealed class RunSettings(params IReadOnlyList<(string Name, string Value)> values)
{
    private const int ShownLength = 80;

    /// <summary>The settings of a reranker over a run.</summary>
    public static RunSettings Of(IReranker reranker, RunTexts texts, int depth, int top, string tag)
    {
        RerankerMetadata? metadata = reranker.GetService<RerankerMetadata>();
        return new(
            ("reranker", metadata?.ProviderName ?? ""),
            ("model", metadata?.DefaultModelId ?? ""),
            ("the reranker's settings and files", metadata?.Revision ?? ""),
            ("--depth", depth.ToString(CultureInfo.InvariantCulture)),
            ("--top", top.ToString(CultureInfo.InvariantCulture)),
            ("--tag", tag),
            ("the run", texts.RunDigest()),
            ("the collection's texts", texts.TextDigest()));
    }

    public JsonObject Json() => JsonReport.Map(values, static setting => setting.Name, static setting => setting.Value);

    /// <summary>Compares with the settings that an earlier run wrote.</summary>
    /// <exception cref="InputException">They are others; the message names each.</exception>
    public void RequireSame(ReadOnlySpan<byte> written, string path)
    {
        string[] differences;
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetString(written));
            differences = [.. values.Select(setting => Difference(json.RootElement, setting.Name, setting.Value)).OfType<string>()];
        }
        catch (JsonException)
        {
            throw new InputException($"The settings in the first line of '{path}' cannot be read. Delete the file to begin anew.");
        }

        if (differences.Length > 0)
        {
            throw new InputException($"--resume: '{path}' was begun with other settings: {string.Join("; ", differences)}. Give the same as then, or delete the file to begin anew.");
        }
    }

    private static string? Difference(JsonElement written, string name, string value)
    {
        string? before = written.TryGetProperty(name, out JsonElement member) ? member.GetString() : null;
        return before == value ? null : $"{name} was '{Shown(before ?? "")}' and is '{Shown(value)}'";
    }

    private static string Shown(string value) => value.Length > ShownLength ? value[..ShownLength] + "..." : value;
}
