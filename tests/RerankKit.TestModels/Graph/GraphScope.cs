using Google.Protobuf;
using RerankKit.PublishedModels.Proto;

namespace RerankKit.TestModels;

/// <summary>A place in the module tree ("/bert/encoder/layer.0") under which nodes are added, and the operators themselves.</summary>
internal readonly partial record struct GraphScope(GraphBuilder Graph, string Path)
{
    public GraphScope In(string name) => new(Graph, Path + "/" + name);

    public string Op(string op, params ReadOnlySpan<string> inputs) => Graph.Node(Path, op, inputs, [])[0];

    public string Add(string a, string b) => Op("Add", a, b);

    public string Sub(string a, string b) => Op("Sub", a, b);

    public string Mul(string a, string b) => Op("Mul", a, b);

    public string Div(string a, string b) => Op("Div", a, b);

    public string MatMul(string a, string b) => Op("MatMul", a, b);

    public string Cast(string x, OnnxType type) => With("Cast", [x], Attribute("to", (long)type));

    public string Softmax(string x) => With("Softmax", [x], Attribute("axis", -1));

    public string ReduceMean(string x) => With("ReduceMean", [x], Attributes("axes", -1), Attribute("keepdims", 1));

    public string Gather(string data, string indices, int axis) => With("Gather", [data, indices], Attribute("axis", axis));

    public string Transpose(string x, params ReadOnlySpan<long> permutation) => With("Transpose", [x], Attributes("perm", permutation));

    public string Concat(int axis, params ReadOnlySpan<string> inputs) => With("Concat", inputs, Attribute("axis", axis));

    public string Unsqueeze(string x, params ReadOnlySpan<long> axes) => Op("Unsqueeze", x, Graph.Ints(axes));

    public string Squeeze(string x, params ReadOnlySpan<long> axes) => Op("Squeeze", x, Graph.Ints(axes));

    /// <summary>Elements from <paramref name="start"/> to <paramref name="end"/> (1-dimensional tensors) along an axis.</summary>
    public string Slice(string x, string start, string end, long axis) => Op("Slice", x, start, end, Graph.Ints(axis));

    public string Slice(string x, long start, long end, long axis) => Slice(x, Graph.Ints(start), Graph.Ints(end), axis);

    /// <summary>The length of a dimension, as a scalar.</summary>
    public string Dimension(string x, long axis) => Gather(Op("Shape", x), Graph.Int(axis), 0);

    /// <summary>Reshapes to the first two dimensions of the input followed by fixed ones, as torch exports <c>view</c>.</summary>
    public string View(string x, params ReadOnlySpan<long> rest)
    {
        string batch = Unsqueeze(Dimension(x, 0), 0);
        string tokens = Unsqueeze(Dimension(x, 1), 0);
        string[] parts = new string[rest.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = Graph.Ints(rest[i]);
        }

        return Op("Reshape", x, Concat(0, [batch, tokens, .. parts]));
    }

    public string With(string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) => Graph.Node(Path, op, inputs, attributes)[0];

    public static AttributeProto Attribute(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Attribute(string name, float value) =>
        new() { Name = name, F = value, Type = AttributeProto.Types.AttributeType.Float };

    public static AttributeProto Attribute(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    public static AttributeProto Attributes(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values.ToArray());
        return attribute;
    }
}
