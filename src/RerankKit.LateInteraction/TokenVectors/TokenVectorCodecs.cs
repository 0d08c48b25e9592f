namespace RerankKit.LateInteraction;

/// <summary>The codecs that need no training.</summary>
public static class TokenVectorCodecs
{
    /// <summary>The codec of a precision that needs no training.</summary>
    /// <param name="precision">Any but the residual ones, which are trained: see <see cref="ResidualCodec.Train"/>.</param>
    /// <param name="dimension">Numbers per vector; at least 1.</param>
    /// <returns>The codec.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A residual precision, an unknown one, or a dimension below 1.</exception>
    public static TokenVectorCodec Create(TokenVectorPrecision precision, int dimension) => precision switch
    {
        TokenVectorPrecision.Float32 => new Float32Codec(dimension),
        TokenVectorPrecision.Float16 => new Float16Codec(dimension),
        TokenVectorPrecision.BFloat16 => new BFloat16Codec(dimension),
        TokenVectorPrecision.Int8 => new Int8Codec(dimension),
        _ => throw Throw.OutOfRange(precision, "Float32, Float16, BFloat16 or Int8; the residual ones are trained: ResidualCodec.Train"),
    };
}
