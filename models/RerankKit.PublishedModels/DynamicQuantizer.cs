using System.Runtime.InteropServices;
using Google.Protobuf;
using RerankKit.PublishedModels.Proto;

namespace RerankKit.PublishedModels;

/// <summary>Makes 8-bit weights of a graph's constant matrices and embedding tables, as onnxruntime's dynamic quantiser does: signed, symmetric, a scale per column of a matrix and one per table.</summary>
internal static class DynamicQuantizer
{
    private const float Largest = 127;

    // Numbers of the ONNX format.
    private const int Float = 1;
    private const int Int8 = 3;

    /// <summary>Rewrites a model in place: each MatMul with a constant matrix, and each Gather of a table, takes 8-bit weights; all else stays.</summary>
    public static void Quantize(ModelProto model)
    {
        GraphProto graph = model.Graph;
        Dictionary<string, TensorProto> weights = graph.Initializer.Where(tensor => tensor.Dims.Count == 2 && tensor.DataType == Float).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var activations = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        foreach (NodeProto node in nodes)
        {
            int place = node.OpType switch { "MatMul" => 1, "Gather" => 0, _ => -1 };
            if (place < 0 || !weights.TryGetValue(node.Input[place], out TensorProto? weight))
            {
                graph.Node.Add(node);
                continue;
            }

            if (taken.Add(weight.Name))
            {
                AddQuantized(graph, weight, isMatrix: place == 1);
            }

            if (place == 1)
            {
                AddMatMul(graph, node, activations);
            }
            else
            {
                string result = node.Output[0];
                node.Input[0] = $"{weight.Name}_quantized";
                node.Output[0] = $"{result}_quantized";
                graph.Node.Add(node);
                Add(graph, "DequantizeLinear", [node.Output[0], $"{weight.Name}_scale", $"{weight.Name}_zero_point"], result);
            }
        }

        foreach (string name in taken.Where(name => !graph.Node.Any(node => node.Input.Contains(name))))
        {
            graph.Initializer.Remove(weights[name]);
        }
    }

    private static void AddMatMul(GraphProto graph, NodeProto node, Dictionary<string, string> activations)
    {
        (string x, string weight, string result) = (node.Input[0], node.Input[1], node.Output[0]);
        if (!activations.TryGetValue(x, out string? quantized))
        {
            activations.Add(x, quantized = $"{x}_quantized");
            var input = new NodeProto { Name = quantized, OpType = "DynamicQuantizeLinear", Input = { x }, Output = { quantized, $"{x}_scale", $"{x}_zero_point" } };
            graph.Node.Add(input);
        }

        Add(graph, "MatMulInteger", [quantized, $"{weight}_quantized", $"{x}_zero_point", $"{weight}_zero_point"], $"{result}_integers");
        Add(graph, "Cast", [$"{result}_integers"], $"{result}_unscaled").Attribute.Add(new AttributeProto { Name = "to", I = Float, Type = AttributeProto.Types.AttributeType.Int });
        Add(graph, "Mul", [$"{x}_scale", $"{weight}_scale"], $"{result}_scale");
        Add(graph, "Mul", [$"{result}_unscaled", $"{result}_scale"], result);
    }

    private static NodeProto Add(GraphProto graph, string type, string[] inputs, string output)
    {
        var node = new NodeProto { Name = $"{output}_{type}", OpType = type, Input = { inputs }, Output = { output } };
        graph.Node.Add(node);
        return node;
    }

    private static void AddQuantized(GraphProto graph, TensorProto weight, bool isMatrix)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(weight.RawData.Span);
        if (values.Length != weight.Dims[0] * weight.Dims[1])
        {
            throw new InvalidDataException($"The weight '{weight.Name}' has {values.Length} numbers of raw data for [{weight.Dims[0]}, {weight.Dims[1]}].");
        }

        int columns = isMatrix ? (int)weight.Dims[1] : 1;
        float[] scales = new float[columns];
        for (int i = 0; i < values.Length; i++)
        {
            ref float scale = ref scales[i % columns];
            scale = Math.Max(scale, Math.Abs(values[i]) / Largest);
        }

        byte[] bytes = new byte[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            float scale = scales[i % columns];
            bytes[i] = scale == 0 ? (byte)0 : unchecked((byte)(sbyte)MathF.Round(values[i] / scale));
        }

        long[] perColumn = isMatrix ? [columns] : [];
        graph.Initializer.Add(Tensor($"{weight.Name}_quantized", Int8, [.. weight.Dims], bytes));
        graph.Initializer.Add(Tensor($"{weight.Name}_scale", Float, perColumn, MemoryMarshal.AsBytes(scales.AsSpan())));
        graph.Initializer.Add(Tensor($"{weight.Name}_zero_point", Int8, perColumn, new byte[columns]));
    }

    private static TensorProto Tensor(string name, int type, long[] dims, ReadOnlySpan<byte> data) =>
        new() { Name = name, DataType = type, Dims = { dims }, RawData = ByteString.CopyFrom(data) };
}
