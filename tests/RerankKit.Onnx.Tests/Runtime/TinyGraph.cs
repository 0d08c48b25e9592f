using System.Runtime.InteropServices;

namespace RerankKit.Onnx.Tests.Runtime;

/// <summary>Writes graphs of a few nodes as ONNX files, by the field numbers of onnx.proto.</summary>
internal sealed class TinyGraph
{
    private readonly ProtobufWriter _graph = new ProtobufWriter().Text(2, "tiny");
    private readonly List<(string Key, string Value)> _metadata = [];

    public static TinyGraph New() => new();

    /// <summary>Adds two single-precision tensors: <c>sum = left + right</c>.</summary>
    public static TinyGraph Addition() => New()
        .Input("left", GraphElementType.Float, "batch", 2)
        .Input("right", GraphElementType.Float, "batch", 2)
        .Node("Add", ["left", "right"], ["sum"])
        .Output("sum", GraphElementType.Float, "batch", 2);

    /// <summary>Hands its input on, converted: <c>y = (type)x</c>.</summary>
    public static TinyGraph Conversion(GraphElementType from, GraphElementType to) => New()
        .Input("x", from, "n")
        .Node("Cast", ["x"], ["y"], node => node.Message(5, new ProtobufWriter().Text(1, "to").Number(3, (int)to).Number(20, 2)))
        .Output("y", to, "n");

    /// <summary>A chain of products of square matrices: <paramref name="products"/> nodes, each of which takes a while.</summary>
    public static TinyGraph Products(int products)
    {
        TinyGraph graph = New().Input("x", GraphElementType.Float, "n", "n");
        for (int i = 0; i < products; i++)
        {
            graph.Node("MatMul", [i == 0 ? "x" : $"y{i}", "x"], [i == products - 1 ? "y" : $"y{i + 1}"]);
        }

        return graph.Output("y", GraphElementType.Float, "n", "n");
    }

    public TinyGraph Input(string name, GraphElementType type, params object[] shape)
    {
        _graph.Message(11, Value(name, type, shape));
        return this;
    }

    public TinyGraph Output(string name, GraphElementType type, params object[] shape)
    {
        _graph.Message(12, Value(name, type, shape));
        return this;
    }

    public TinyGraph Node(string operation, string[] inputs, string[] outputs, Action<ProtobufWriter>? more = null)
    {
        var node = new ProtobufWriter();
        Array.ForEach(inputs, input => node.Text(1, input));
        Array.ForEach(outputs, output => node.Text(2, output));
        node.Text(4, operation);
        more?.Invoke(node);
        _graph.Message(1, node);
        return this;
    }

    public TinyGraph Weights(string name, float[] values)
    {
        _graph.Message(5, new ProtobufWriter().Number(1, values.Length).Number(2, 1).Text(8, name).Bytes(9, MemoryMarshal.AsBytes(values.AsSpan()).ToArray()));
        return this;
    }

    /// <summary>Weights in a file beside the model.</summary>
    public TinyGraph ExternalWeights(string name, int count, string file)
    {
        _graph.Message(
            5,
            new ProtobufWriter().Number(1, count).Number(2, 1).Text(8, name).Number(14, 1)
                .Message(13, new ProtobufWriter().Text(1, "location").Text(2, file)));
        return this;
    }

    public TinyGraph Metadata(string key, string value)
    {
        _metadata.Add((key, value));
        return this;
    }

    public string Save(TemporaryModels folder, string name = "model.onnx")
    {
        ProtobufWriter model = new ProtobufWriter()
            .Number(1, 8).Text(2, "RerankKit tests").Text(4, "org.example").Number(5, 7).Text(6, "A small graph.")
            .Message(8, new ProtobufWriter().Text(1, "").Number(2, 17))
            .Message(7, _graph);
        foreach ((string key, string value) in _metadata)
        {
            model.Message(14, new ProtobufWriter().Text(1, key).Text(2, value));
        }

        return folder.Write(name, model.ToArray());
    }

    private static ProtobufWriter Value(string name, GraphElementType type, object[] shape)
    {
        var dimensions = new ProtobufWriter();
        foreach (object length in shape)
        {
            dimensions.Message(1, length is string symbol ? new ProtobufWriter().Text(2, symbol) : new ProtobufWriter().Number(1, (int)length));
        }

        return new ProtobufWriter().Text(1, name)
            .Message(2, new ProtobufWriter().Message(1, new ProtobufWriter().Number(1, (int)type).Message(2, dimensions)));
    }
}
