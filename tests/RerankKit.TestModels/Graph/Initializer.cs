namespace RerankKit.TestModels;

/// <summary>A tensor of the file whose bytes are produced while the file is written.</summary>
/// <param name="Name">The tensor's name in the graph.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Dims">Its shape; empty for a scalar.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Write">Writes exactly <paramref name="Length"/> bytes, little-endian.</param>
internal sealed record Initializer(string Name, OnnxType Type, long[] Dims, long Length, Action<Stream> Write)
{
    /// <summary>The numbers of a small tensor that is kept as int32_data rather than as raw bytes; null for raw bytes.</summary>
    public int[]? Integers { get; init; }
}
