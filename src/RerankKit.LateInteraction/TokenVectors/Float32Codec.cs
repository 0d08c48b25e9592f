using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RerankKit.LateInteraction;

/// <summary>Vectors as they are.</summary>
internal sealed class Float32Codec(int dimension) : TokenVectorCodec(TokenVectorPrecision.Float32, dimension, checked(dimension * sizeof(float)))
{
    public override string Id => $"float32/{Dimension}";

    internal override float BoundLength(float length) => length;

    private protected override void EncodeRows(ReadOnlySpan<float> vectors, Span<byte> destination)
    {
        MemoryMarshal.AsBytes(vectors).CopyTo(destination);
        LittleEndian(MemoryMarshal.Cast<byte, int>(destination));
    }

    private protected override void DecodeRows(ReadOnlySpan<byte> source, Span<float> vectors)
    {
        source.CopyTo(MemoryMarshal.AsBytes(vectors));
        LittleEndian(MemoryMarshal.Cast<float, int>(vectors));
    }

    private static void LittleEndian(Span<int> numbers)
    {
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(numbers, numbers);
        }
    }
}
