namespace RerankKit.Managed;

/// <summary>Reads out of an ONNX file (onnx.proto) where its weights are and to which layer each belongs.</summary>
internal static class OnnxGraphReader
{
    // Field numbers of onnx.proto.
    private const int ModelGraph = 7;
    private const int GraphNode = 1;
    private const int GraphInitializer = 5;
    private const int GraphOutput = 12;

    /// <summary>The weights by torch's names, and what the graph puts out.</summary>
    /// <exception cref="InvalidDataException">The file is no ONNX model, or cut off.</exception>
    /// <exception cref="NotSupportedException">A weight is quantised in a form that is not known.</exception>
    public static (Dictionary<string, OnnxInitializer> Tensors, IReadOnlyList<OnnxOutput> Outputs) Read(string path)
    {
        LfsPointer.Refuse(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 12);
        List<OnnxNode> nodes = [];
        List<OnnxOutput> outputs = [];
        var tensors = new Dictionary<string, OnnxInitializer>(StringComparer.Ordinal);
        try
        {
            OnnxFields.Walk(stream, stream.Length, ModelGraph, graphEnd =>
            {
                foreach ((int number, _, long end) in OnnxFields.Read(stream, graphEnd))
                {
                    switch (end > 0 ? number : 0)
                    {
                        case GraphNode:
                            nodes.Add(OnnxNode.Read(stream, end));
                            break;
                        case GraphInitializer:
                            (string name, OnnxInitializer tensor) = OnnxInitializer.Read(stream, end, path);
                            tensors[name] = tensor;
                            break;
                        case GraphOutput:
                            outputs.Add(OnnxOutput.Read(stream, end));
                            break;
                    }
                }
            });
        }
        catch (Exception exception) when (exception is EndOfStreamException or OverflowException)
        {
            throw new InvalidDataException($"'{path}' is not an ONNX model, or it is cut off: {exception.Message}", exception);
        }

        if (nodes.Count == 0)
        {
            throw new InvalidDataException($"'{path}' is not an ONNX model: it has no operators.");
        }

        nodes = new OnnxQuantization(path, nodes, tensors).Undo();
        return (Named(nodes, tensors), [.. outputs.Select(output => output.MadeBy(nodes))]);
    }

    private static Dictionary<string, OnnxInitializer> Named(List<OnnxNode> nodes, Dictionary<string, OnnxInitializer> tensors)
    {
        // Weights that are equal are kept once, and the others are outputs of Identity.
        foreach (OnnxNode node in nodes)
        {
            if (node is { Operator: "Identity", Inputs: [var input], Outputs: [var output] } && tensors.TryGetValue(input, out OnnxInitializer? tensor))
            {
                tensors.TryAdd(output, tensor);
            }
        }

        var named = new Dictionary<string, OnnxInitializer>(tensors, StringComparer.Ordinal);
        var weightOf = new Dictionary<string, OnnxInitializer>(StringComparer.Ordinal);
        foreach (OnnxNode node in nodes)
        {
            if (node is { Operator: "MatMul", Inputs: [_, var weight], Outputs: [var product] } && tensors.TryGetValue(weight, out OnnxInitializer? matrix) && matrix.Shape.Length == 2)
            {
                weightOf[product] = named[weight] = matrix with { IsTransposed = true };
                Add(named, node.Name, weightOf[product], "/MatMul");
            }
            else if (node is { Operator: "Gemm", Inputs: [_, var factor, ..] } && tensors.TryGetValue(factor, out OnnxInitializer? gemm) && gemm.Shape.Length == 2)
            {
                named[factor] = gemm with { IsTransposed = !node.IsTransposed };
                Add(named, node.Name, named[factor], "/Gemm");
            }
            else if (node is { Operator: "Add", Inputs: [var left, var right] })
            {
                AddByBias(left, right);
                AddByBias(right, left);
            }
        }

        return named;

        void AddByBias(string bias, string product)
        {
            if (tensors.ContainsKey(bias) && bias.EndsWith(".bias", StringComparison.Ordinal) && weightOf.TryGetValue(product, out OnnxInitializer? weight))
            {
                named.TryAdd($"{bias[..^".bias".Length]}.weight", weight);
            }
        }
    }

    // "/encoder/layer.0/attention/self/query/MatMul" multiplies by "encoder.layer.0.attention.self.query.weight".
    private static void Add(Dictionary<string, OnnxInitializer> named, string node, OnnxInitializer weight, string suffix)
    {
        if (node.StartsWith('/') && node.EndsWith(suffix, StringComparison.Ordinal))
        {
            named.TryAdd($"{node[1..^suffix.Length].Replace('/', '.')}.weight", weight);
        }
    }
}
