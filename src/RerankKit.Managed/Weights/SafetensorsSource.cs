namespace RerankKit.Managed;

/// <summary>The weights of a folder's safetensors file, or of the files that its index names.</summary>
internal sealed class SafetensorsSource : ITensorSource
{
    private readonly Dictionary<string, SafetensorsFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsFile> _byTensor = new(StringComparer.Ordinal);

    private SafetensorsSource(string location) => Location = location;

    public string Location { get; }

    /// <summary>Opens the files of a folder.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or not what the index says.</exception>
    public static SafetensorsSource Open(string directory)
    {
        string single = Path.Combine(directory, SafetensorsFiles.Single);
        bool isSingle = File.Exists(single);
        var source = new SafetensorsSource(isSingle ? single : Path.Combine(directory, SafetensorsFiles.Index));
        try
        {
            if (isSingle)
            {
                SafetensorsFile file = source.FileOf(directory, SafetensorsFiles.Single);
                foreach (string name in file.Names)
                {
                    source._byTensor[name] = file;
                }

                return source;
            }

            foreach ((string name, string file) in SafetensorsFiles.ReadIndex(directory))
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

    public void Require(string name, params ReadOnlySpan<long> shape) => FileOf(name).Require(name, shape);

    public void ReadStored(string name, long first, Span<float> destination, params ReadOnlySpan<long> shape) => FileOf(name).Read(name, first, destination, shape);

    public void Dispose()
    {
        foreach (SafetensorsFile file in _files.Values)
        {
            file.Dispose();
        }
    }

    private SafetensorsFile FileOf(string tensor) => _byTensor.GetValueOrDefault(tensor)
        ?? throw new InvalidDataException($"'{Location}' has no tensor '{tensor}'; it has {string.Join(", ", _byTensor.Keys.Take(10))}.");

    private SafetensorsFile FileOf(string directory, string name)
    {
        if (!_files.TryGetValue(name, out SafetensorsFile? file))
        {
            _files[name] = file = SafetensorsFile.Open(Path.Combine(directory, name));
        }

        return file;
    }
}
