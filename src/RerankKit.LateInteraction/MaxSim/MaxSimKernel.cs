namespace RerankKit.LateInteraction;

/// <summary>A way to compute MaxSim, for all precisions.</summary>
/// <param name="Name">What <see cref="MaxSimQuery.KernelVariable"/> calls it.</param>
/// <param name="IsSupported">Whether this machine can run it.</param>
/// <param name="PackFloats">Makes a query ready for documents that are multiplied in single precision.</param>
/// <param name="PackBytes">Makes a query ready for documents in <see cref="TokenVectorPrecision.Int8"/>.</param>
internal sealed record MaxSimKernel(
    string Name,
    bool IsSupported,
    Func<TokenVectors, TokenVectorCodec, PackedQuery> PackFloats,
    Func<TokenVectors, TokenVectorCodec, PackedQuery> PackBytes)
{
    public PackedQuery Pack(TokenVectors query, TokenVectorCodec codec) =>
        codec.Precision == TokenVectorPrecision.Int8 ? PackBytes(query, codec) : PackFloats(query, codec);

    public override string ToString() => Name;
}
