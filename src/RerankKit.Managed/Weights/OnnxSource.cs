using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace RerankKit.Managed;

/// <summary>The weights of an ONNX file, its initialisers, by torch's names. The graph is not run: the names of its nodes and of its biases tell which weight belongs where.</summary>
/// <remarks>
/// Exporters fold a linear layer's transposition into its weight, which loses its name then. It is found by the layer's bias, which keeps it, or by the path of the node that multiplies by it.
/// </remarks>
internal sealed class OnnxSource : ITensorSource
{
    private readonly Dictionary<string, OnnxInitializer> _tensors;
    private readonly Dictionary<string, SafeFileHandle> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<OnnxScales, (float[] Factors, float[] Zeros)> _scales = new(ReferenceEqualityComparer.Instance);

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

    /// <summary>Whether a weight is kept in 8 bits.</summary>
    public bool IsQuantized => _tensors.Values.Any(tensor => tensor.Scales is not null);

    public bool Has(string name) => _tensors.ContainsKey(name);

    public long[]? ShapeOf(string name) => _tensors.GetValueOrDefault(name)?.TorchShape;

    public void Require(string name, params ReadOnlySpan<long> shape) => Find(name, shape);

    public bool IsTransposed(string name) => _tensors.GetValueOrDefault(name)?.IsTransposed == true;

    public void ReadStored(string name, long first, Span<float> destination, params ReadOnlySpan<long> shape)
    {
        try
        {
            if (!Read(Find(name, shape), first, destination))
            {
                throw new InvalidDataException($"'{Location}' has '{name}' with numbers that are not finite.");
            }
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException($"'{Location}' does not have '{name}' as a whole: {exception.Message}. Download it again.", exception);
        }
    }

    public void Dispose()
    {
        foreach (SafeFileHandle file in _files.Values)
        {
            file.Dispose();
        }
    }

    private OnnxInitializer Find(string name, ReadOnlySpan<long> shape)
    {
        OnnxInitializer tensor = _tensors.GetValueOrDefault(name)
            ?? throw new InvalidDataException($"'{Location}' has no weight that can be told to be '{name}'. A graph that was fused has lost them: take the export as it was, model.safetensors, or ONNX Runtime.");
        if (!shape.SequenceEqual(tensor.TorchShape))
        {
            throw new InvalidDataException(Invariant(
                $"'{Location}' has '{name}' [{string.Join(", ", tensor.TorchShape)}] where [{string.Join(", ", shape.ToArray())}] is needed: weights and configuration are not of the same model."));
        }

        if (tensor.Scales is { } scales)
        {
            CheckPlace(tensor, name, sizeof(byte));
            CheckPlace(scales.Scale, $"the scale of {name}", sizeof(float));
            if (scales.ZeroPoint is { } zeros)
            {
                CheckPlace(zeros, $"the zero point of {name}", sizeof(byte));
            }
        }
        else
        {
            CheckPlace(tensor, name, (int)Floats(tensor, name).Bytes(1));
        }

        return tensor;
    }

    private StoredFloats Floats(OnnxInitializer tensor, string name) => tensor.ElementType switch
    {
        GraphElementType.Float => StoredFloats.Float,
        GraphElementType.Float16 => StoredFloats.Float16,
        GraphElementType.BFloat16 => StoredFloats.BFloat16,
        _ => throw new NotSupportedException($"'{Location}' has '{name}' as {tensor.ElementType}; the managed engine reads Float, Float16 and BFloat16, and Int8 and UInt8 with their scales. Use ONNX Runtime."),
    };

    // A number of variable length has one to ten bytes.
    private void CheckPlace(OnnxInitializer tensor, string name, int size)
    {
        long end = RandomAccess.GetLength(File(tensor));
        Int128 bytes = (Int128)tensor.Count * size;
        bool fits = tensor.IsVariable ? size == 1 && tensor.Length >= tensor.Count && tensor.Length <= (Int128)tensor.Count * 10 : tensor.Length == bytes;
        if (tensor.Count < 0 || !fits || tensor.Offset > end - tensor.Length)
        {
            throw new InvalidDataException(Invariant(
                $"'{Location}' has '{name}' in {tensor.Length} bytes at {tensor.Offset} of '{tensor.File ?? Location}', which has {end}; {bytes} are needed. Download it again."));
        }
    }

    private bool Read(OnnxInitializer tensor, long first, Span<float> destination)
    {
        SafeFileHandle file = File(tensor);
        if (tensor.Scales is not { } scales)
        {
            StoredFloats floats = Floats(tensor, "");
            return floats.Read(file, tensor.Offset + floats.Bytes(first), destination);
        }

        (float[] factors, float[] zeros) = _scales.GetOrAdd(scales, ReadScales);
        return scales.Read(tensor, file, first, factors, zeros, destination);
    }

    // Those that are not finite are found where they are used.
    private (float[] Factors, float[] Zeros) ReadScales(OnnxScales scales)
    {
        float[] factors = new float[scales.Scale.Count];
        _ = StoredFloats.Float.Read(File(scales.Scale), scales.Scale.Offset, factors);
        return (factors, scales.ZeroPoint is { } zeroPoint ? ReadIntegers(zeroPoint) : new float[factors.Length]);
    }

    private float[] ReadIntegers(OnnxInitializer tensor)
    {
        byte[] bytes = new byte[tensor.Length];
        StoredFloats.ReadBytes(File(tensor), tensor.Offset, bytes);
        using var stream = new MemoryStream(bytes);
        float[] numbers = new float[tensor.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            ulong bits = tensor.IsVariable ? OnnxFields.ReadVarint(stream) : bytes[i];
            numbers[i] = tensor.ElementType == GraphElementType.Int8 ? (sbyte)bits : (byte)bits;
        }

        return numbers;
    }

    private SafeFileHandle File(OnnxInitializer tensor)
    {
        string path = tensor.File ?? Location;
        lock (_files)
        {
            if (!_files.TryGetValue(path, out SafeFileHandle? file))
            {
                _files[path] = file = System.IO.File.OpenHandle(path);
            }

            return file;
        }
    }
}
