using System.Buffers.Binary;

namespace RerankKit.LateInteraction;

/// <summary>The upper half of single precision, rounded to the nearest, to even in the middle.</summary>
internal sealed class BFloat16Codec(int dimension) : TokenVectorCodec(TokenVectorPrecision.BFloat16, dimension, checked(dimension * sizeof(ushort)))
{
    private const int DroppedBits = 16;

    public override string Id => $"bfloat16/{Dimension}";

    // 8 significant bits.
    internal override float BoundLength(float length) => length * (1 + (1f / 256));

    private protected override float LargestNumber => BitConverter.Int32BitsToSingle(0x7F7F0000);

    private protected override void EncodeRows(ReadOnlySpan<float> vectors, Span<byte> destination)
    {
        for (int i = 0; i < vectors.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(vectors[i]);
            uint rounded = bits + 0x7FFF + ((bits >> DroppedBits) & 1);
            BinaryPrimitives.WriteUInt16LittleEndian(destination[(i * sizeof(ushort))..], (ushort)(rounded >> DroppedBits));
        }
    }

    private protected override void DecodeRows(ReadOnlySpan<byte> source, Span<float> vectors)
    {
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(source[(i * sizeof(ushort))..]) << DroppedBits);
        }
    }
}
