using System.Text.Json;

namespace RerankKit.Managed;

/// <summary>The weights of a folder's safetensors file, or of the files that its index names.</summary>
internal sealed class SafetensorsSource : ITensorSource
{
    private const string FileName = "model.safetensors";
    private const string IndexName = "model.safetensors.index.json";
    private readonly Dictionary<string, SafetensorsFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsFile> _byTensor = new(StringComparer.Ordinal);

    private SafetensorsSource(string location) => Location = location;

    public string Location { get; }

    /// <summary>Whether a folder has such weights.</summary>
    public static bool IsIn(string directory) => File.Exists(Path.Combine(directory, FileName)) || File.Exists(Path.Combine(directory, IndexName));

    /// <summary>The files, by their names in the folder.</summary>
    /// <exception cref="InvalidDataException">The index is none, or it names a file outside of the folder.</exception>
    public static IReadOnlyList<string> FilesOf(string directory)
    {
        if (File.Exists(Path.Combine(directory, FileName)))
        {
            return [FileName];
        }

        using JsonDocument index = ModelJson.Parse(Path.Combine(directory, IndexName));
        return [.. Map(index, directory).Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Opens the files of a folder.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or not what the index says.</exception>
    public static SafetensorsSource Open(string directory)
    {
        string single = Path.Combine(directory, FileName);
        var source = new SafetensorsSource(File.Exists(single) ? single : directory);
        try
        {
            if (File.Exists(single))
            {
                SafetensorsFile file = source.FileOf(directory, FileName);
                foreach (string name in file.Names)
                {
                    source._byTensor[name] = file;
                }

                return source;
            }

            using JsonDocument index = ModelJson.Parse(Path.Combine(directory, IndexName));
            foreach ((string name, string file) in Map(index, directory))
            {
                source._byTensor[name] = source.FileOf(directory, file);
            }

            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public bool Has(string name) => _byTensor.ContainsKey(name);

    public long[]? ShapeOf(string name) => _byTensor.GetValueOrDefault(name)?.ShapeOf(name);

    public void Read(string name, Span<float> destination, params ReadOnlySpan<long> shape)
    {
        if (!_byTensor.TryGetValue(name, out SafetensorsFile? file))
        {
            throw new InvalidDataException($"'{Location}' has no tensor '{name}'; it has {string.Join(", ", _byTensor.Keys.Take(10))}.");
        }

        file.Read(name, destination, shape);
    }

    public void Dispose()
    {
        foreach (SafetensorsFile file in _files.Values)
        {
            file.Dispose();
        }
    }

    private SafetensorsFile FileOf(string directory, string name)
    {
        if (!_files.TryGetValue(name, out SafetensorsFile? file))
        {
            _files[name] = file = SafetensorsFile.Open(Path.Combine(directory, name));
        }

        return file;
    }

    private static Dictionary<string, string> Map(JsonDocument index, string directory)
    {
        string path = Path.Combine(directory, IndexName);
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
