using System.Buffers;
using RerankKit.Managed;

namespace RerankKit.Onnx;

/// <summary>
/// A graph out of an ONNX file, to be changed and written again. Weights are not read: what is written says where in the file they are, and the runtime maps them from there.
/// </summary>
internal sealed class GraphFile
{
    // Field numbers of onnx.proto.
    private const int ModelVersion = 1;
    private const int ModelGraph = 7;
    private const int ModelOperators = 8;
    private const int OperatorsDomain = 1;
    private const int OperatorsVersion = 2;
    private const int GraphNodes = 1;
    private const int GraphInitializer = 5;
    private const int GraphInput = 11;
    private const int GraphOutput = 12;
    private const int GraphValueInfo = 13;
    private const int TensorDims = 1;
    private const int TensorType = 2;
    private const int TensorInt64 = 7;
    private const int TensorName = 8;
    private const int TensorExternalData = 13;
    private const int TensorLocation = 14;
    private const int External = 1;

    // Smaller ones stay in the graph, as exporters keep them: shapes must be known while it is loaded.
    private const int SmallTensor = 1024;

    private readonly Dictionary<string, GraphConstant> _constants = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _model = new();
    private readonly ArrayBufferWriter<byte> _graph = new();
    private readonly string _path;

    private GraphFile(string path)
    {
        _path = path;
        Folder = Path.GetDirectoryName(path)!;
    }

    /// <summary>The folder that the weights are in, for the runtime.</summary>
    public string Folder { get; }

    /// <summary>The version of the file's format.</summary>
    public long Version { get; private set; }

    /// <summary>The version of ONNX's operators.</summary>
    public long Operators { get; private set; }

    /// <summary>The operators, each behind those whose outputs it takes.</summary>
    public List<GraphNode> Nodes { get; } = [];

    /// <summary>The inputs with their shapes; -1 for a dimension that differs from run to run.</summary>
    public List<(string Name, long[] Shape)> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>What initialisers are.</summary>
    public IReadOnlyDictionary<string, GraphConstant> Constants => _constants;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It has weights in a file that is not beside it.</exception>
    /// <exception cref="EndOfStreamException">It is no ONNX model, or cut off.</exception>
    public static GraphFile Read(string path)
    {
        // The hub's cache has links to files whose names are their digests.
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        var file = new GraphFile(target);
        using var stream = new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        long start = 0;
        foreach ((int number, ulong value, long next) in OnnxFields.Read(stream, stream.Length))
        {
            long end = next > 0 ? next : stream.Position;
            switch (number)
            {
                case ModelGraph:
                    file.ReadGraph(stream, next, path);
                    break;
                case ModelVersion:
                    file.Version = (long)value;
                    goto default;
                case ModelOperators:
                    file.ReadOperators(stream, next);
                    goto default;
                default:
                    Copy(stream, start, end, file._model);
                    break;
            }

            start = end;
        }

        return file;
    }

    /// <summary>Adds integers as a constant, once.</summary>
    public string Integers(string name, params long[] values)
    {
        if (_constants.TryAdd(name, new([values.Length], values)))
        {
            var tensor = new ArrayBufferWriter<byte>();
            OnnxNumbers.Write(tensor, TensorDims, (ulong)values.Length);
            OnnxNumbers.Write(tensor, TensorType, (ulong)GraphElementType.Int64);
            Array.ForEach(values, value => OnnxNumbers.Write(tensor, TensorInt64, (ulong)value));
            OnnxNumbers.Write(tensor, TensorName, name);
            OnnxNumbers.Write(_graph, GraphInitializer, tensor.WrittenSpan);
        }

        return name;
    }

    /// <summary>The model as bytes; its weights are in <see cref="Folder"/>.</summary>
    public byte[] Write()
    {
        var graph = new ArrayBufferWriter<byte>();
        Nodes.ForEach(node => node.Write(graph, GraphNodes));
        graph.Write(_graph.WrittenSpan);
        var model = new ArrayBufferWriter<byte>();
        model.Write(_model.WrittenSpan);
        OnnxNumbers.Write(model, ModelGraph, graph.WrittenSpan);
        return model.WrittenSpan.ToArray();
    }

    private static void Copy(Stream stream, long start, long end, ArrayBufferWriter<byte> destination)
    {
        byte[] bytes = new byte[end - start];
        stream.Position = start;
        stream.ReadExactly(bytes);
        destination.Write(bytes);
    }

    private static void ReadDimension(Stream stream, long end, List<long> shape)
    {
        const int DimensionLength = 1;
        long length = -1;
        foreach ((int number, ulong value, _) in OnnxFields.Read(stream, end))
        {
            length = number == DimensionLength ? (long)value : length;
        }

        shape.Add(length);
    }

    private void ReadOperators(Stream stream, long end)
    {
        (string domain, long version) = ("", 0);
        foreach ((int number, ulong value, long next) in OnnxFields.Read(stream, end))
        {
            domain = number == OperatorsDomain ? OnnxFields.ReadText(stream, next) : domain;
            version = number == OperatorsVersion ? (long)value : version;
        }

        Operators = domain is "" or "ai.onnx" ? version : Operators;
    }

    private void ReadGraph(Stream stream, long graphEnd, string path)
    {
        long start = stream.Position;
        foreach ((int number, _, long next) in OnnxFields.Read(stream, graphEnd))
        {
            long end = next > 0 ? next : stream.Position;
            switch (number)
            {
                case GraphNodes:
                    byte[] node = new byte[next - stream.Position];
                    stream.ReadExactly(node);
                    Nodes.Add(GraphNode.Read(node));
                    break;
                case GraphInitializer:
                    ReadInitializer(stream, start, next, path);
                    break;
                case GraphValueInfo:
                    // Shapes that no longer hold; the runtime infers them.
                    break;
                case GraphInput:
                    Inputs.Add(ReadValue(stream, next));
                    goto default;
                case GraphOutput:
                    Outputs.Add(ReadValue(stream, next).Name);
                    goto default;
                default:
                    Copy(stream, start, end, _graph);
                    break;
            }

            start = end;
        }
    }

    private static (string Name, long[] Shape) ReadValue(Stream stream, long end)
    {
        const int ValueName = 1;
        const int ValueType = 2;
        const int TypeTensor = 1;
        const int TensorShape = 2;
        string name = "";
        List<long> shape = [];
        foreach ((int number, _, long next) in OnnxFields.Read(stream, end))
        {
            if (number == ValueName)
            {
                name = OnnxFields.ReadText(stream, next);
            }
            else if (number == ValueType)
            {
                OnnxFields.Walk(stream, next, TypeTensor, tensor =>
                    OnnxFields.Walk(stream, tensor, TensorShape, lengths => OnnxFields.Walk(stream, lengths, TensorDims, dimension => ReadDimension(stream, dimension, shape))));
            }
        }

        return (name, [.. shape]);
    }

    private void ReadInitializer(Stream stream, long start, long end, string path)
    {
        long contents = stream.Position;
        (string name, OnnxInitializer tensor) = OnnxInitializer.Read(stream, end, path);
        bool isSmall = end - contents <= SmallTensor;
        if (isSmall)
        {
            stream.Position = contents;
        }

        _constants[name] = isSmall && tensor.File is null ? GraphConstant.Read(stream, end) : new(tensor.Shape, Values: null);
        string file = tensor.File is { } beside ? File.ResolveLinkTarget(beside, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(beside) : _path;
        if (tensor.File is null && (isSmall || tensor.Length != Bytes(tensor)))
        {
            Copy(stream, start, end, _graph);
        }
        else if (Path.GetDirectoryName(file) == Folder)
        {
            WriteElsewhere(name, tensor, Path.GetFileName(file));
        }
        else
        {
            throw new InvalidDataException($"'{path}' has weights in more than one folder.");
        }
    }

    private static long Bytes(OnnxInitializer tensor) => tensor.Shape.Aggregate(1L, (a, b) => checked(a * b)) * tensor.ElementType switch
    {
        GraphElementType.Float or GraphElementType.Int32 or GraphElementType.UInt32 => 4,
        GraphElementType.Float16 or GraphElementType.BFloat16 or GraphElementType.Int16 or GraphElementType.UInt16 => 2,
        GraphElementType.Double or GraphElementType.Int64 or GraphElementType.UInt64 => 8,
        GraphElementType.Int8 or GraphElementType.UInt8 or GraphElementType.Bool => 1,
        _ => -1,
    };

    private void WriteElsewhere(string name, OnnxInitializer tensor, string file)
    {
        var header = new ArrayBufferWriter<byte>();
        Array.ForEach(tensor.Shape, length => OnnxNumbers.Write(header, TensorDims, (ulong)length));
        OnnxNumbers.Write(header, TensorType, (ulong)tensor.ElementType);
        OnnxNumbers.Write(header, TensorName, name);
        WriteEntry(header, "location", file);
        WriteEntry(header, "offset", Invariant($"{tensor.Offset}"));
        if (tensor.Length > 0)
        {
            WriteEntry(header, "length", Invariant($"{tensor.Length}"));
        }

        OnnxNumbers.Write(header, TensorLocation, External);
        OnnxNumbers.Write(_graph, GraphInitializer, header.WrittenSpan);
    }

    private static void WriteEntry(ArrayBufferWriter<byte> tensor, string key, string value)
    {
        var entry = new ArrayBufferWriter<byte>();
        OnnxNumbers.Write(entry, 1, key);
        OnnxNumbers.Write(entry, 2, value);
        OnnxNumbers.Write(tensor, TensorExternalData, entry.WrittenSpan);
    }
}
