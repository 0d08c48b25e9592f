using System.Buffers;

namespace RerankKit.Onnx;

/// <summary>An operator of a graph whose inputs can be changed; everything else of it is kept to the byte.</summary>
internal sealed class GraphNode
{
    // Field numbers of onnx.proto.
    private const int NodeInput = 1;
    private const int NodeOutput = 2;
    private const int NodeName = 3;
    private const int NodeOperator = 4;
    private const int NodeAttribute = 5;
    private const int NodeDomain = 7;
    private const int AttributeName = 1;
    private const int AttributeInteger = 3;
    private const int AttributeTensor = 5;
    private const int AttributeGraph = 6;
    private const int AttributeIntegers = 8;
    private const int AttributeGraphs = 11;
    private const string RuntimeDomain = "com.microsoft";

    private readonly Dictionary<string, long[]> _integers = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _rest = new();

    private GraphNode()
    {
    }

    /// <summary>The operator, with ONNX Runtime's own as <c>com.microsoft.NAME</c>; empty for those of other domains.</summary>
    public string Operator { get; private set; } = "";

    /// <summary>The names of what goes in; an optional input that is left out is empty.</summary>
    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>The constant that a Constant gives, when its attribute is a tensor.</summary>
    public GraphConstant? Constant { get; private set; }

    /// <summary>Whether a part of the graph is inside it (If, Loop), which may use any tensor by name.</summary>
    public bool HasGraph { get; private set; }

    /// <summary>An attribute of one integer.</summary>
    public long Integer(string name, long otherwise) => _integers.TryGetValue(name, out long[]? values) ? values.FirstOrDefault() : otherwise;

    public bool Has(string attribute) => _integers.ContainsKey(attribute);

    /// <summary>An attribute of integers; null where it is left out.</summary>
    public long[]? Integers(string name) => _integers.GetValueOrDefault(name);

    /// <summary>Makes a node without attributes.</summary>
    public static GraphNode Of(string operation, string output, params ReadOnlySpan<string> inputs)
    {
        var node = new GraphNode { Operator = operation };
        node.Inputs.AddRange(inputs);
        node.Outputs.Add(output);
        OnnxNumbers.Write(node._rest, NodeOutput, output);
        OnnxNumbers.Write(node._rest, NodeName, output);
        OnnxNumbers.Write(node._rest, NodeOperator, node.Operator);
        return node;
    }

    public static GraphNode Read(byte[] bytes)
    {
        var node = new GraphNode();
        using var stream = new MemoryStream(bytes);
        (string type, string domain) = ("", "");
        int start = 0;
        foreach ((int number, _, long next) in OnnxFields.Read(stream, bytes.Length))
        {
            int end = (int)(next > 0 ? next : stream.Position);
            switch (number)
            {
                case NodeInput:
                    node.Inputs.Add(OnnxFields.ReadText(stream, next));
                    break;
                case NodeOutput:
                    node.Outputs.Add(OnnxFields.ReadText(stream, next));
                    break;
                case NodeOperator:
                    type = OnnxFields.ReadText(stream, next);
                    break;
                case NodeDomain:
                    domain = OnnxFields.ReadText(stream, next);
                    break;
                case NodeAttribute:
                    node.ReadAttribute(stream, next);
                    break;
            }

            if (number != NodeInput)
            {
                node._rest.Write(bytes.AsSpan(start, end - start));
            }

            start = end;
        }

        node.Operator = domain switch { "" or "ai.onnx" => type, RuntimeDomain => $"{RuntimeDomain}.{type}", _ => "" };
        return node;
    }

    /// <summary>Writes it as a field of another message.</summary>
    public void Write(IBufferWriter<byte> buffer, int field)
    {
        var node = new ArrayBufferWriter<byte>();
        Inputs.ForEach(input => OnnxNumbers.Write(node, NodeInput, input));
        node.Write(_rest.WrittenSpan);
        OnnxNumbers.Write(buffer, field, node.WrittenSpan);
    }

    private void ReadAttribute(Stream stream, long end)
    {
        string name = "";
        List<long> integers = [];
        foreach ((int number, ulong value, long next) in OnnxFields.Read(stream, end))
        {
            switch (number)
            {
                case AttributeName:
                    name = OnnxFields.ReadText(stream, next);
                    break;
                case AttributeInteger or AttributeIntegers:
                    OnnxNumbers.Read(stream, value, next, integers);
                    break;
                case AttributeTensor:
                    Constant = GraphConstant.Read(stream, next);
                    break;
                case AttributeGraph or AttributeGraphs:
                    HasGraph = true;
                    break;
            }
        }

        _integers[name] = [.. integers];
    }
}
