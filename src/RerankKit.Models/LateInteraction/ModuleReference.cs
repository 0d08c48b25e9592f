using System.Text.Json;

namespace RerankKit.Models;

/// <summary>A line of modules.json.</summary>
/// <param name="Type">The class, without its namespace.</param>
/// <param name="Folder">The module's folder.</param>
internal sealed record ModuleReference(string Type, string Folder)
{
    /// <summary>The module's configuration; null when it has none.</summary>
    public ConfigSection? Config => ConfigSection.Read(Path.Combine(Folder, "config.json"));

    /// <summary>Reads modules.json; empty when there is no such file.</summary>
    /// <exception cref="InvalidDataException">It is no list of modules, or a module lies outside of the model.</exception>
    public static IReadOnlyList<ModuleReference> ReadAll(string directory)
    {
        string path = Path.Combine(directory, "modules.json");
        using JsonDocument? modules = ModelJson.ParseIfPresent(path);
        if (modules is null)
        {
            return [];
        }

        if (modules.RootElement.ValueKind != JsonValueKind.Array || modules.RootElement.EnumerateArray().Any(module => module.ValueKind != JsonValueKind.Object))
        {
            throw ModelJson.Wrong(path, "is no list of modules");
        }

        return [.. modules.RootElement.EnumerateArray().Select(module => Read(directory, path, module))];
    }

    private static ModuleReference Read(string directory, string path, JsonElement module)
    {
        string type = ModelJson.Text(module, "type") ?? throw ModelJson.Wrong(path, "has a module without a type");
        string folder = ModelJson.Text(module, "path") ?? "";
        return Path.IsPathRooted(folder) || folder.Split('/', '\\').Contains("..", StringComparer.Ordinal)
            ? throw ModelJson.Wrong(path, $"has a module at '{folder}', outside of the model's folder")
            : new(type[(type.LastIndexOf('.') + 1)..], Path.Combine(directory, folder));
    }
}
