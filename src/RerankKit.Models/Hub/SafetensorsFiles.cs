using System.Text.Json;

namespace RerankKit.Models;

/// <summary>The weights of a model as transformers saves them: <c>model.safetensors</c>, or an index and the files that it names.</summary>
internal static class SafetensorsFiles
{
    public const string Single = "model.safetensors";
    public const string Index = "model.safetensors.index.json";

    /// <summary>Whether a path is one of the two by which weights are named.</summary>
    public static bool IsName(string path) => path is Single or Index;

    /// <summary>The files that hold a folder's weights, that by which they are named first; none where the folder has none.</summary>
    /// <exception cref="InvalidDataException">The index is none, or it names a file outside of the folder.</exception>
    public static IReadOnlyList<string> In(string folder, IReadOnlyCollection<string> paths) =>
        paths.Contains(Single) ? [Single]
        : paths.Contains(Index) ? [Index, .. ReadIndex(folder).Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
        : [];

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
