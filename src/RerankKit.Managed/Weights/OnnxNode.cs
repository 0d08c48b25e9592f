namespace RerankKit.Managed;

/// <summary>A node of an ONNX graph, as far as it tells which weight is which.</summary>
/// <param name="Name">Its name, the path of the module that it came from.</param>
/// <param name="Operator">The operator.</param>
/// <param name="Inputs">The names of what goes in.</param>
/// <param name="Outputs">The names of what comes out.</param>
/// <param name="IsTransposed">Whether Gemm transposes its second input.</param>
internal sealed record OnnxNode(string Name, string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, bool IsTransposed)
{
    // Field numbers of onnx.proto.
    private const int NodeInput = 1;
    private const int NodeOutput = 2;
    private const int NodeName = 3;
    private const int NodeOperator = 4;
    private const int NodeAttribute = 5;
    private const int AttributeName = 1;
    private const int AttributeInteger = 3;

    /// <summary>The axis along which DequantizeLinear has its scales; null where the node names none.</summary>
    public long? Axis { get; init; }

    /// <summary>Whether DequantizeLinear has a scale for each block of a column.</summary>
    public bool HasBlocks { get; init; }

    /// <summary>Reads a node that ends at <paramref name="end"/>.</summary>
    public static OnnxNode Read(Stream stream, long end)
    {
        (string name, string type) = ("", "");
        var integers = new Dictionary<string, long>(StringComparer.Ordinal);
        List<string> inputs = [];
        List<string> outputs = [];
        foreach ((int number, _, long next) in OnnxFields.Read(stream, end))
        {
            switch (next > 0 ? number : 0)
            {
                case NodeInput:
                    inputs.Add(OnnxFields.ReadText(stream, next));
                    break;
                case NodeOutput:
                    outputs.Add(OnnxFields.ReadText(stream, next));
                    break;
                case NodeName:
                    name = OnnxFields.ReadText(stream, next);
                    break;
                case NodeOperator:
                    type = OnnxFields.ReadText(stream, next);
                    break;
                case NodeAttribute:
                    ReadInteger(stream, next, integers);
                    break;
            }
        }

        return new(name, type, inputs, outputs, integers.GetValueOrDefault("transB") == 1)
        {
            Axis = integers.TryGetValue("axis", out long axis) ? axis : null,
            HasBlocks = integers.GetValueOrDefault("block_size") != 0,
        };
    }

    private static void ReadInteger(Stream stream, long end, Dictionary<string, long> integers)
    {
        string name = "";
        long? integer = null;
        foreach ((int number, ulong value, long next) in OnnxFields.Read(stream, end))
        {
            name = number == AttributeName && next > 0 ? OnnxFields.ReadText(stream, next) : name;
            integer = number == AttributeInteger && next == 0 ? (long)value : integer;
        }

        if (integer is { } known)
        {
            integers[name] = known;
        }
    }
}
