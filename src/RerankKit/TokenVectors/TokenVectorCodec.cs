namespace RerankKit;

/// <summary>Turns vectors into the bytes that are stored and scored, and back. Immutable and thread-safe.</summary>
/// <remarks>
/// The bytes are those that <see cref="MaxSimQuery"/> reads: a document is scored as it lies in a store. They are little-endian on every machine.
/// </remarks>
public abstract class TokenVectorCodec
{
    private protected TokenVectorCodec(TokenVectorPrecision precision, int dimension, int bytesPerToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        Precision = precision;
        Dimension = dimension;
        BytesPerToken = bytesPerToken;
    }

    /// <summary>How numbers are kept.</summary>
    public TokenVectorPrecision Precision { get; }

    /// <summary>Numbers per vector.</summary>
    public int Dimension { get; }

    /// <summary>Bytes per token: a document of n tokens takes n times as many.</summary>
    public int BytesPerToken { get; }

    /// <summary>Names the format with all that its bytes depend on: two codecs with the same id read each other's bytes.</summary>
    public abstract string Id { get; }

    /// <summary>The codec of a precision that needs no training.</summary>
    /// <param name="precision">Any but the residual ones, which are trained: see <c>ResidualCodec</c>.</param>
    /// <param name="dimension">Numbers per vector; at least 1.</param>
    /// <returns>The codec.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A residual precision, an unknown one, or a dimension below 1.</exception>
    public static TokenVectorCodec Create(TokenVectorPrecision precision, int dimension) => precision switch
    {
        TokenVectorPrecision.Float32 => new Float32Codec(dimension),
        _ => throw Throw.OutOfRange(precision, "Float32, Float16, BFloat16 or Int8; the residual ones are trained"),
    };

    /// <summary>Encodes vectors.</summary>
    /// <param name="vectors">Whole vectors, row by row: <c>[tokens, Dimension]</c>; finite.</param>
    /// <param name="destination">Receives tokens * <see cref="BytesPerToken"/> bytes.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a number is not finite.</exception>
    public abstract void Encode(ReadOnlySpan<float> vectors, Span<byte> destination);

    /// <summary>Decodes vectors, to the precision they were kept in.</summary>
    /// <param name="source">Bytes that <see cref="Encode"/> wrote.</param>
    /// <param name="vectors">Receives <c>[tokens, Dimension]</c> numbers.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public abstract void Decode(ReadOnlySpan<byte> source, Span<float> vectors);
}
