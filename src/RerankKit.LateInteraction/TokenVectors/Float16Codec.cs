using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace RerankKit.LateInteraction;

/// <summary>IEEE half precision, rounded to the nearest.</summary>
internal sealed class Float16Codec(int dimension) : TokenVectorCodec(TokenVectorPrecision.Float16, dimension, checked(dimension * sizeof(ushort)))
{
    public override string Id => $"float16/{Dimension}";

    // 11 significant bits; below the normal numbers half a step of 2^-24 each.
    internal override float BoundLength(float length) => (length * (1 + (1f / 2048))) + (MathF.Sqrt(Dimension) / (1 << 25));

    private protected override float LargestNumber => 65504;

    private protected override void EncodeRows(ReadOnlySpan<float> vectors, Span<byte> destination)
    {
        TensorPrimitives.ConvertToHalf(vectors, MemoryMarshal.Cast<byte, Half>(destination));
        if (!BitConverter.IsLittleEndian)
        {
            Span<ushort> halves = MemoryMarshal.Cast<byte, ushort>(destination);
            BinaryPrimitives.ReverseEndianness(halves, halves);
        }
    }

    private protected override void DecodeRows(ReadOnlySpan<byte> source, Span<float> vectors)
    {
        if (BitConverter.IsLittleEndian)
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), vectors);
            return;
        }

        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(source[(i * sizeof(ushort))..]);
        }
    }
}
