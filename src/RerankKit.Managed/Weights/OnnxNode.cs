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

    /// <summary>Reads a node that ends at <paramref name="end"/>.</summary>
    public static OnnxNode Read(Stream stream, long end)
    {
        (string name, string type, bool isTransposed) = ("", "", false);
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
                    isTransposed |= IsTransposition(stream, next);
                    break;
            }
        }

        return new(name, type, inputs, outputs, isTransposed);
    }

    private static bool IsTransposition(Stream stream, long end)
    {
        (bool isIt, bool isOn) = (false, false);
        foreach ((int number, ulong value, long next) in OnnxFields.Read(stream, end))
        {
            isIt |= number == AttributeName && next > 0 && OnnxFields.ReadText(stream, next) == "transB";
            isOn |= number == AttributeInteger && next == 0 && value == 1;
        }

        return isIt && isOn;
    }
}
