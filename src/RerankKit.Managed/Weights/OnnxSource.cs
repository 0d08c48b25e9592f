namespace RerankKit.Managed;

/// <summary>The weights of an ONNX file, its initialisers, by torch's names. The graph is not run: the names of its nodes and of its biases tell which weight belongs where.</summary>
/// <remarks>
/// Exporters fold a linear layer's transposition into its weight, which loses its name then. It is found by the layer's bias, which keeps it, or by the path of the node that multiplies by it.
/// </remarks>
internal sealed class OnnxSource : ITensorSource
{
    private readonly Dictionary<string, OnnxInitializer> _tensors;
    private readonly Dictionary<string, FileStream> _files = new(StringComparer.Ordinal);

    private OnnxSource(string path, Dictionary<string, OnnxInitializer> tensors, IReadOnlyList<OnnxOutput> outputs) => (Location, _tensors, Outputs) = (path, tensors, outputs);

    public string Location { get; }

    public IReadOnlyList<OnnxOutput> Outputs { get; }

    /// <summary>Reads where the file's weights are.</summary>
    /// <exception cref="InvalidDataException">It is no ONNX model, or cut off.</exception>
    public static OnnxSource Open(string path)
    {
        (Dictionary<string, OnnxInitializer> tensors, IReadOnlyList<OnnxOutput> outputs) = OnnxGraphReader.Read(path);
        return new(path, tensors, outputs);
    }

    public bool Has(string name) => _tensors.ContainsKey(name);

    public long[]? ShapeOf(string name) => _tensors.GetValueOrDefault(name)?.TorchShape;

    public void Require(string name, params ReadOnlySpan<long> shape) => Find(name, shape);

    public void Read(string name, Span<float> destination, params ReadOnlySpan<long> shape)
    {
        (OnnxInitializer tensor, StoredFloats floats, FileStream stream) = Find(name, shape);
        stream.Position = tensor.Offset;
        float[]? columns = tensor.IsTransposed ? new float[destination.Length] : null;
        if (!floats.Read(stream, columns ?? destination))
        {
            throw new InvalidDataException($"'{Location}' has '{name}' with numbers that are not finite.");
        }

        if (columns is not null)
        {
            Transpose(columns, destination, (int)shape[0]);
        }
    }

    public void Dispose()
    {
        foreach (FileStream file in _files.Values)
        {
            file.Dispose();
        }
    }

    private (OnnxInitializer Tensor, StoredFloats Floats, FileStream Stream) Find(string name, ReadOnlySpan<long> shape)
    {
        OnnxInitializer tensor = _tensors.GetValueOrDefault(name)
            ?? throw new InvalidDataException($"'{Location}' has no weight that can be told to be '{name}'. A graph that was fused or quantised has lost them: take the export as it was, model.safetensors, or ONNX Runtime.");
        if (!shape.SequenceEqual(tensor.TorchShape))
        {
            throw new InvalidDataException(Invariant(
                $"'{Location}' has '{name}' [{string.Join(", ", tensor.TorchShape)}] where [{string.Join(", ", shape.ToArray())}] is needed: weights and configuration are not of the same model."));
        }

        StoredFloats floats = tensor.ElementType switch
        {
            GraphElementType.Float => StoredFloats.Float,
            GraphElementType.Float16 => StoredFloats.Float16,
            GraphElementType.BFloat16 => StoredFloats.BFloat16,
            _ => throw new NotSupportedException($"'{Location}' has '{name}' as {tensor.ElementType}; the managed engine reads Float, Float16 and BFloat16. Use ONNX Runtime."),
        };
        FileStream stream = File(tensor.File ?? Location);
        Int128 bytes = floats.Bytes(1);
        foreach (long length in shape)
        {
            bytes *= length;
        }

        return tensor.Length == bytes && tensor.Offset <= stream.Length - tensor.Length ? (tensor, floats, stream) : throw new InvalidDataException(Invariant(
            $"'{Location}' has '{name}' in {tensor.Length} bytes at {tensor.Offset} of '{stream.Name}', which has {stream.Length}; {bytes} are needed. Download it again."));
    }

    private static void Transpose(ReadOnlySpan<float> columns, Span<float> rows, int outputs)
    {
        int inputs = columns.Length / outputs;
        for (int input = 0; input < inputs; input++)
        {
            ReadOnlySpan<float> column = columns.Slice(input * outputs, outputs);
            for (int output = 0; output < outputs; output++)
            {
                rows[(output * inputs) + input] = column[output];
            }
        }
    }

    private FileStream File(string path)
    {
        if (!_files.TryGetValue(path, out FileStream? file))
        {
            _files[path] = file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }

        return file;
    }
}
