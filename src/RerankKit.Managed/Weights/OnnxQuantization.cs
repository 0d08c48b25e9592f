namespace RerankKit.Managed;

/// <summary>Finds the weights of a graph that are kept in 8 bits, with their scales, and writes the operators around them as those that they stand for.</summary>
/// <remarks>
/// The forms are those of onnxruntime's quantiser, which other tools write through. A matrix: DynamicQuantizeLinear, MatMulInteger, Cast, and Mul by the product of both scales. A table: Gather,
/// then DequantizeLinear. Either: DequantizeLinear of the weight itself. Activations that are quantised with scales out of the file, and whatever else there is, are another model than that of the weights alone.
/// </remarks>
/// <param name="path">The file, for messages.</param>
/// <param name="nodes">The graph's operators.</param>
/// <param name="tensors">Its initialisers; those that are found get their scales and their names.</param>
internal sealed class OnnxQuantization(string path, List<OnnxNode> nodes, Dictionary<string, OnnxInitializer> tensors)
{
    private const string Suffix = "_quantized";
    private readonly Dictionary<string, (string Name, string Scale)> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxNode> _makers = MakersOf(nodes);
    private readonly ILookup<string, OnnxNode> _users = nodes.SelectMany(node => node.Inputs.Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node, StringComparer.Ordinal);

    /// <summary>The operators without quantisation.</summary>
    /// <exception cref="NotSupportedException">A weight is quantised in another form.</exception>
    public List<OnnxNode> Undo()
    {
        if (!nodes.Exists(IsQuantizing))
        {
            return nodes;
        }

        OnnxNode[] undone = [.. nodes.Select(Undone)];
        return [.. undone.Select(node => node with { Inputs = [.. node.Inputs.Select(input => _renamed.GetValueOrDefault(input, input))] })];
    }

    private static Dictionary<string, OnnxNode> MakersOf(List<OnnxNode> nodes)
    {
        var makers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (OnnxNode node in nodes)
        {
            foreach (string output in node.Outputs)
            {
                makers.TryAdd(output, node);
            }
        }

        return makers;
    }

    private bool IsQuantizing(OnnxNode node) =>
        node.Operator is "DequantizeLinear" or "QuantizeLinear" or "MatMulInteger" || node.Inputs.Any(IsIntegerMatrix);

    // Types of 4 bits and less, and of 8-bit floats, have numbers from 17 on.
    private bool IsIntegerMatrix(string name) => tensors.TryGetValue(name, out OnnxInitializer? tensor) && tensor is
    {
        ElementType: GraphElementType.Int8 or GraphElementType.UInt8 or GraphElementType.Int16 or GraphElementType.UInt16 or > GraphElementType.BFloat16,
        Shape.Length: > 1,
    };

    private OnnxNode Undone(OnnxNode node)
    {
        switch (node)
        {
            case { Operator: "DequantizeLinear", Inputs: [var weight, var scale, ..], Outputs: [var output] } when IsIntegerMatrix(weight):
                _renamed[output] = Found(node, weight, scale, node.Inputs.ElementAtOrDefault(2), AxisOf(node));
                return node with { Operator = "Identity", Inputs = [_renamed[output]] };
            case { Operator: "DequantizeLinear", Inputs: [var rows, var scale, ..] } when _makers.GetValueOrDefault(rows) is { Operator: "Gather", Inputs: [var table, var ids] } && IsIntegerMatrix(table):
                return node with { Operator = "Gather", Inputs = [Found(node, table, scale, node.Inputs.ElementAtOrDefault(2), axis: null), ids] };
            case { Operator: "Gather", Inputs: [var table, ..], Outputs: [var rows] } when IsIntegerMatrix(table) && _users[rows].All(user => user.Operator == "DequantizeLinear"):
                return node;
            case { Operator: "MatMulInteger", Inputs: [var x, var weight, ..] } when IsIntegerMatrix(weight):
                return Product(node, x, weight) ?? throw Unknown(node, weight, "its product is not multiplied by both scales");
            case { Operator: "MatMulInteger" }:
                return node;
            case { Operator: "QuantizeLinear" or "DequantizeLinear" }:
                throw Unknown(node, node.Inputs is [var input, ..] ? input : "", "that is no matrix of weights");
            default:
                return node.Inputs.FirstOrDefault(IsIntegerMatrix) is { } other ? throw Unknown(node, other, "that operator is not known for it") : node;
        }
    }

    private OnnxNode? Product(OnnxNode node, string x, string weight)
    {
        // x in 8 bits, its scale and its zero point; integers, as floats, by x's scale times the weight's.
        if (_makers.GetValueOrDefault(x) is not { Operator: "DynamicQuantizeLinear", Inputs: [var source], Outputs: [_, var scale, var zero] }
            || node.Inputs.ElementAtOrDefault(2) != zero
            || Only(node.Outputs[0]) is not { Operator: "Cast", Outputs: [var floats] }
            || Only(floats) is not { Operator: "Mul", Inputs: [var left, var right], Outputs: [var product] }
            || _makers.GetValueOrDefault(left == floats ? right : left) is not { Operator: "Mul", Inputs: [var first, var second] })
        {
            return null;
        }

        string other = first == scale ? second : second == scale ? first : "";
        string name = node.Name.EndsWith("_quant", StringComparison.Ordinal) ? node.Name[..^"_quant".Length] : node.Name;
        return new(name, "MatMul", [source, Found(node, weight, other, node.Inputs.ElementAtOrDefault(3), axis: 1)], [product], IsTransposed: false);
    }

    private OnnxNode? Only(string output) => _users[output].Take(2).ToArray() is [var user] ? user : null;

    private int AxisOf(OnnxNode node) => (node.HasBlocks ? (long?)null : node.Axis ?? 1) switch
    {
        0 or -2 => 0,
        1 or -1 => 1,
        _ => throw Unknown(node, node.Inputs[0], node.HasBlocks ? "it has a scale per block" : Invariant($"its scales are along axis {node.Axis}")),
    };

    // Under the name that it had before it was quantised.
    private string Found(OnnxNode node, string weight, string scale, string? zero, int? axis)
    {
        if (_found.TryGetValue(weight, out (string Name, string Scale) before))
        {
            return before.Scale == scale ? before.Name : throw Unknown(node, weight, $"it has the scale '{before.Scale}' elsewhere, and '{scale}' here");
        }

        OnnxInitializer? zeros = null;
        OnnxInitializer scales = tensors.GetValueOrDefault(scale) ?? throw Unknown(node, weight, "its scale is not in the file");
        if (zero is { Length: > 0 } && !tensors.TryGetValue(zero, out zeros))
        {
            throw Unknown(node, weight, "its zero point is not in the file");
        }

        if (axis is null && scales.Count != 1)
        {
            throw Unknown(node, weight, Invariant($"a table has {scales.Count} scales"));
        }

        OnnxInitializer widened = tensors[weight] with { Scales = new(scales, zeros, axis ?? 1) };
        if (widened.Scales.Refusal(widened) is { } refusal)
        {
            throw Unknown(node, weight, refusal);
        }

        string name = weight.EndsWith(Suffix, StringComparison.Ordinal) && !tensors.ContainsKey(weight[..^Suffix.Length]) ? weight[..^Suffix.Length] : weight;
        _found[weight] = (name, scale);
        tensors[name] = widened;
        return name;
    }

    private NotSupportedException Unknown(OnnxNode node, string weight, string why) => new(
        $"'{path}' has '{weight}' quantised in a form that the managed engine does not read, at {node.Operator} '{node.Name}': {why}. Known are 8-bit weights of dynamic quantisation and of DequantizeLinear. Use ONNX Runtime.");
}
