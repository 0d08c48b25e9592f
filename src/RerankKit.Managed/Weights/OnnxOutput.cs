namespace RerankKit.Managed;

/// <summary>What a graph puts out.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">What it consists of.</param>
internal sealed record OnnxOutput(string Name, GraphElementType ElementType)
{
    // Field numbers of onnx.proto.
    private const int ValueName = 1;
    private const int ValueType = 2;
    private const int TensorType = 1;
    private const int TensorElement = 1;

    // What a linear layer or a norm ends with; whatever else stands at the end of a graph computes something of its own.
    private static readonly string[] Plain = ["Add", "Gemm", "MatMul", "LayerNormalization"];

    /// <summary>The operator that makes it.</summary>
    public string Operator { get; init; } = "nothing";

    /// <summary>Whether it is what comes out of a layer, in single precision.</summary>
    public bool IsPlain => ElementType is GraphElementType.Float && Plain.Contains(Operator, StringComparer.Ordinal);

    /// <summary>Reads one that ends at <paramref name="end"/>.</summary>
    public static OnnxOutput Read(Stream stream, long end)
    {
        string name = "";
        var element = GraphElementType.Undefined;
        foreach ((int number, _, long next) in OnnxFields.Read(stream, end))
        {
            if (number == ValueName && next > 0)
            {
                name = OnnxFields.ReadText(stream, next);
            }
            else if (number == ValueType && next > 0)
            {
                OnnxFields.Walk(stream, next, TensorType, tensor =>
                {
                    foreach ((int field, ulong value, long text) in OnnxFields.Read(stream, tensor))
                    {
                        element = field == TensorElement && text == 0 ? (GraphElementType)value : element;
                    }
                });
            }
        }

        return new(name, element);
    }

    /// <summary>The same with the operator that makes it, looked for behind those that change nothing.</summary>
    public OnnxOutput MadeBy(IReadOnlyCollection<OnnxNode> nodes)
    {
        OnnxNode? maker = MakerOf(Name);
        for (int steps = 0; maker is { Operator: "Identity", Inputs: [var before] } && steps < nodes.Count; steps++)
        {
            maker = MakerOf(before);
        }

        return maker is null ? this : this with { Operator = maker.Operator };

        OnnxNode? MakerOf(string name) => nodes.FirstOrDefault(node => node.Outputs.Contains(name));
    }

    public override string ToString() => $"{Name} ({ElementType}, by {Operator})";
}
