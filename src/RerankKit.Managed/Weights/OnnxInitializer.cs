namespace RerankKit.Managed;

/// <summary>A weight's place in an ONNX file, or in a file beside it.</summary>
/// <param name="ElementType">What it consists of.</param>
/// <param name="Shape">As the graph has it.</param>
/// <param name="File">The full path of the file that holds it; null for the ONNX file.</param>
/// <param name="Offset">Its first byte there.</param>
/// <param name="Length">Its bytes.</param>
internal sealed record OnnxInitializer(GraphElementType ElementType, long[] Shape, string? File, long Offset, long Length)
{
    /// <summary>Whether the graph has it as <c>[inputs, outputs]</c>.</summary>
    public bool IsTransposed { get; init; }

    /// <summary>As torch has it.</summary>
    public long[] TorchShape => IsTransposed ? [.. Shape.Reverse()] : Shape;
}
