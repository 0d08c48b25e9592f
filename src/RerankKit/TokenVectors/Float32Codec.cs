using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>Vectors as they are.</summary>
internal sealed class Float32Codec(int dimension) : TokenVectorCodec(TokenVectorPrecision.Float32, dimension, checked(dimension * sizeof(float)))
{
    public override string Id => $"float32/{Dimension}";

    public override void Encode(ReadOnlySpan<float> vectors, Span<byte> destination) => MemoryMarshal.AsBytes(vectors).CopyTo(destination);

    public override void Decode(ReadOnlySpan<byte> source, Span<float> vectors) => source.CopyTo(MemoryMarshal.AsBytes(vectors));
}
