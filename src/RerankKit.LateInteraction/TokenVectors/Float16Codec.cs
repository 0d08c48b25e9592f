using System.Buffers.Binary;

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
        for (int i = 0; i < vectors.Length; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(destination[(i * sizeof(ushort))..], (Half)vectors[i]);
        }
    }

    private protected override void DecodeRows(ReadOnlySpan<byte> source, Span<float> vectors)
    {
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(source[(i * sizeof(ushort))..]);
        }
    }
}
