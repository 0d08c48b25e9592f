using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace RerankKit.LateInteraction;

/// <summary>8-bit integers with a scale per token, the token's greatest magnitude / 127.</summary>
/// <remarks>
/// A token is one byte per number, the integer from -127 to 127 plus 128, and then its scale in single precision. Unsigned bytes are what the
/// multiplication of unsigned by signed bytes takes, which processors have (VPMADDUBSW, VPDPBUSD); at the end, the scale is what reading by four may
/// touch behind the last number.
/// </remarks>
internal sealed class Int8Codec(int dimension) : TokenVectorCodec(TokenVectorPrecision.Int8, dimension, checked(dimension + sizeof(float)))
{
    /// <summary>What is added to an integer.</summary>
    public const int Offset = 128;

    /// <summary>The greatest integer.</summary>
    public const int Largest = 127;

    private const float SmallestNormal = 1.17549435e-38f;

    public override string Id => $"int8/{Dimension}";

    // Half a scale per number, and a scale is at most the vector's length / 127.
    internal override float BoundLength(float length) => length * (1 + (MathF.Sqrt(Dimension) / (2 * Largest)));

    private protected override void EncodeRows(ReadOnlySpan<float> vectors, Span<byte> destination)
    {
        for (; vectors.Length != 0; vectors = vectors[Dimension..], destination = destination[BytesPerToken..])
        {
            float scale = MathF.Abs(TensorPrimitives.MaxMagnitude(vectors[..Dimension])) / Largest;

            // A scale without full precision would decode to something else: so small a vector is nothing.
            scale = scale < SmallestNormal ? 0 : scale;
            double inverse = scale == 0 ? 0 : 1.0 / scale;
            for (int i = 0; i < Dimension; i++)
            {
                destination[i] = (byte)((int)Math.Round(vectors[i] * inverse) + Offset);
            }

            BinaryPrimitives.WriteSingleLittleEndian(destination[Dimension..], scale);
        }
    }

    private protected override void DecodeRows(ReadOnlySpan<byte> source, Span<float> vectors)
    {
        for (; vectors.Length != 0; vectors = vectors[Dimension..], source = source[BytesPerToken..])
        {
            float scale = BinaryPrimitives.ReadSingleLittleEndian(source[Dimension..]);
            Span<float> vector = vectors[..Dimension];
            TensorPrimitives.ConvertChecked(source[..Dimension], vector);
            TensorPrimitives.Subtract(vector, Offset, vector);
            TensorPrimitives.Multiply(vector, scale, vector);
        }
    }
}
