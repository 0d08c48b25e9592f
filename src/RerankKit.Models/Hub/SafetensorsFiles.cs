using System.Text.Json;

namespace RerankKit.Models;

/// <summary>The weights of a model as transformers saves them: <c>model.safetensors</c>, or an index and the files that it names.</summary>
internal static class SafetensorsFiles
{
    public const string Single = "model.safetensors";
    public const string Index = "model.safetensors.index.json";

    /// <summary>The families whose weights run without a graph, in the managed engine, by the model_type of config.json.</summary>
    public static readonly IReadOnlyList<string> Families = ["bert", "roberta", "xlm-roberta", "camembert", "modernbert", "deberta-v2"];

    /// <summary>Whether a path is one of the two by which weights are named.</summary>
    public static bool IsName(string path) => path is Single or Index;

    /// <summary>The path by which a model's weights are named; null where it has none.</summary>
    public static string? NameIn(IReadOnlyCollection<string> paths) => paths.Contains(Single) ? Single : paths.Contains(Index) ? Index : null;

    /// <summary>The files that hold a folder's weights, that by which they are named first; none where the folder has none.</summary>
    /// <param name="folder">The model's folder, where the index is.</param>
    /// <param name="paths">All files that the model has, here or on the hub.</param>
    /// <exception cref="InvalidDataException">The index is none, or it names a file outside of the folder, or one that the model does not have.</exception>
    public static IReadOnlyList<string> In(string folder, IReadOnlyCollection<string> paths) => NameIn(paths) switch
    {
        null => [],
        Single => [Single],
        _ => [Index, .. ReadIndex(folder).Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(file => paths.Contains(file)
            ? file
            : throw ModelJson.Wrong(Path.Combine(folder, Index), $"names '{file}', which the model does not have: download it again, whole"))],
    };

    /// <summary>Which file holds each tensor.</summary>
    /// <exception cref="InvalidDataException">The index is none, or it names a file outside of the folder.</exception>
    public static IReadOnlyDictionary<string, string> ReadIndex(string folder)
    {
        string path = Path.Combine(folder, Index);
        using JsonDocument index = ModelJson.Parse(path);
        if (index.RootElement.ValueKind != JsonValueKind.Object || !index.RootElement.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
        {
            throw ModelJson.Wrong(path, "has no weight_map");
        }

        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            files[entry.Name] = entry.Value.ValueKind == JsonValueKind.String && entry.Value.GetString() is { } file && HubNames.IsPath(file)
                ? file
                : throw ModelJson.Wrong(path, $"says that '{entry.Name}' is in {entry.Value}; allowed is a file beside it");
        }

        return files;
    }
}
