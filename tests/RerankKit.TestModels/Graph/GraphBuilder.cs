using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using RerankKit.PublishedModels.Proto;

namespace RerankKit.TestModels;

/// <summary>Collects the nodes, tensors, inputs and outputs of one ONNX graph and keeps names unique.</summary>
/// <param name="name">The graph's name.</param>
/// <param name="quantization">What becomes of weight matrices and embedding tables.</param>
internal sealed partial class GraphBuilder(string name, TestQuantization quantization)
{
    private readonly GraphProto _graph = new() { Name = name };
    private readonly List<Initializer> _initializers = [];
    private readonly HashSet<string> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _nodeNames = new(StringComparer.Ordinal);

    /// <summary>The nodes, inputs and outputs; the tensors stand in <see cref="Initializers"/>.</summary>
    public GraphProto Graph => _graph;

    public IReadOnlyList<Initializer> Initializers => _initializers;

    public TestQuantization Quantization => quantization;

    public GraphScope Root => new(this, "");

    /// <summary>Declares an input; a dimension is a number or a symbolic name.</summary>
    public string Input(string name, OnnxType type, params ReadOnlySpan<object> dims)
    {
        _graph.Input.Add(Value(name, type, dims));
        return name;
    }

    /// <summary>Declares an output under a public name.</summary>
    public void Output(string value, string name, OnnxType type, params ReadOnlySpan<object> dims)
    {
        _graph.Node.Add(new NodeProto { Name = name + "/Identity", OpType = "Identity", Input = { value }, Output = { name } });
        _graph.Output.Add(Value(name, type, dims));
    }

    /// <summary>Adds a node under a scope's path and returns the name of its first output.</summary>
    public string[] Node(string path, string op, ReadOnlySpan<string> inputs, ReadOnlySpan<AttributeProto> attributes, int outputs = 1)
    {
        string nodeName = path + "/" + op;
        int count = CollectionsMarshal.GetValueRefOrAddDefault(_nodeNames, nodeName, out _)++;
        if (count > 0)
        {
            nodeName += "_" + count.ToString(CultureInfo.InvariantCulture);
        }

        var node = new NodeProto { Name = nodeName, OpType = op };
        node.Input.AddRange(inputs.ToArray());
        node.Attribute.AddRange(attributes.ToArray());
        for (int i = 0; i < outputs; i++)
        {
            node.Output.Add(string.Create(CultureInfo.InvariantCulture, $"{nodeName}_output_{i}"));
        }

        _graph.Node.Add(node);
        return [.. node.Output];
    }

    /// <summary>Adds a tensor once; a second call with the same name is the same tensor.</summary>
    public string Tensor(Initializer initializer)
    {
        if (_tensors.Add(initializer.Name))
        {
            _initializers.Add(initializer);
        }

        return initializer.Name;
    }

    /// <summary>A seeded weight in single precision.</summary>
    public string Weight(SeededTensor weight) =>
        Tensor(new Initializer(weight.Name, OnnxType.Float, weight.Dims, weight.Count * sizeof(float), weight.WriteTo));

    public string Ints(params ReadOnlySpan<long> values)
    {
        byte[] bytes = MemoryMarshal.AsBytes(values).ToArray();
        return Constant("ints_" + string.Join('_', values.ToArray()), OnnxType.Int64, [values.Length], bytes);
    }

    /// <summary>0, 1, 2, ... as [1, length], the buffer that torch keeps for positions.</summary>
    public string Sequence(string name, int length)
    {
        long[] values = [.. Enumerable.Range(0, length).Select(i => (long)i)];
        return Constant(name, OnnxType.Int64, [1, length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }

    public string Int(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Constant(string.Create(CultureInfo.InvariantCulture, $"int_{value}"), OnnxType.Int64, [], bytes);
    }

    public string Float(float value)
    {
        byte[] bytes = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return Constant(string.Create(CultureInfo.InvariantCulture, $"float_{value:R}"), OnnxType.Float, [], bytes);
    }

    /// <summary>Adds a few small integers one by one in variable length, as onnx.helper.make_tensor keeps what onnxruntime's quantiser gives it.</summary>
    public string Integers(string name, OnnxType type, long[] dims, byte[] bytes) =>
        Tensor(new Initializer(name, type, dims, bytes.Length, stream => stream.Write(bytes)) { Integers = [.. bytes.Select(value => type == OnnxType.Int8 ? (int)(sbyte)value : value)] });

    /// <summary>Adds a small tensor given by its bytes.</summary>
    public string Constant(string name, OnnxType type, long[] dims, byte[] bytes) =>
        Tensor(new Initializer(name, type, dims, bytes.Length, stream => stream.Write(bytes)));

    private static ValueInfoProto Value(string name, OnnxType type, ReadOnlySpan<object> dims)
    {
        var shape = new TensorShapeProto();
        foreach (object dim in dims)
        {
            shape.Dim.Add(dim is string symbol
                ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(dim, CultureInfo.InvariantCulture) });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }
}
