using System.Runtime.InteropServices;

namespace RerankKit.Onnx;

/// <summary>A constant of a graph: its shape, and its numbers where they are few integers, which is what shapes and axes are made of.</summary>
/// <param name="Shape">The lengths of its dimensions.</param>
/// <param name="Values">The integers in order; null for any other constant.</param>
internal sealed record GraphConstant(long[] Shape, long[]? Values)
{
    private const int MaxValues = 64;

    // Field numbers of onnx.proto.
    private const int TensorDims = 1;
    private const int TensorType = 2;
    private const int TensorInt32 = 5;
    private const int TensorInt64 = 7;
    private const int TensorRaw = 9;

    /// <summary>Reads a TensorProto that ends at <paramref name="end"/>.</summary>
    public static GraphConstant Read(Stream stream, long end)
    {
        List<long> shape = [];
        List<long> numbers = [];
        var type = GraphElementType.Undefined;
        byte[] raw = [];
        foreach ((int number, ulong value, long next) in OnnxFields.Read(stream, end))
        {
            switch (number)
            {
                case TensorDims:
                    OnnxNumbers.Read(stream, value, next, shape);
                    break;
                case TensorType:
                    type = (GraphElementType)value;
                    break;
                case TensorInt32 or TensorInt64:
                    OnnxNumbers.Read(stream, value, next, numbers);
                    break;
                case TensorRaw when next - stream.Position <= MaxValues * sizeof(long):
                    raw = new byte[next - stream.Position];
                    stream.ReadExactly(raw);
                    break;
            }
        }

        long[]? values = type switch
        {
            GraphElementType.Int64 when raw.Length > 0 => [.. MemoryMarshal.Cast<byte, long>(raw)],
            GraphElementType.Int32 when raw.Length > 0 => [.. MemoryMarshal.Cast<byte, int>(raw).ToArray().Select(value => (long)value)],
            GraphElementType.Int64 or GraphElementType.Int32 => [.. numbers],
            _ => null,
        };
        return new([.. shape], values?.Length == shape.Aggregate(1L, (a, b) => a * b) && values.Length <= MaxValues ? values : null);
    }
}
