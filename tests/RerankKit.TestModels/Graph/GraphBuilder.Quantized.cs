namespace RerankKit.TestModels;

internal sealed partial class GraphBuilder
{
    private readonly Dictionary<string, (string Value, string Scale, string Zero)> _quantized = new(StringComparer.Ordinal);

    /// <summary>An activation in 8 bits with its scale and zero point; quantised once however many matrices it meets.</summary>
    public (string Value, string Scale, string Zero) DynamicallyQuantized(string x)
    {
        if (!_quantized.TryGetValue(x, out (string Value, string Scale, string Zero) parts))
        {
            string[] outputs = Node(x, "DynamicQuantizeLinear", [x], [], outputs: 3);
            parts = (outputs[0], outputs[1], outputs[2]);
            _quantized.Add(x, parts);
        }

        return parts;
    }
}
