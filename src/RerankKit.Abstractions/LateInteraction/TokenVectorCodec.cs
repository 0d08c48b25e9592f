namespace RerankKit;

/// <summary>Turns vectors into the bytes that are stored and scored, and back. Immutable and thread-safe.</summary>
/// <remarks>
/// The bytes are those that MaxSim kernels read: a document is scored as it lies in a store. They are little-endian on every machine.
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

    /// <summary>Encodes vectors.</summary>
    /// <param name="vectors">Whole vectors, row by row: <c>[tokens, Dimension]</c>; finite.</param>
    /// <param name="destination">Receives tokens * <see cref="BytesPerToken"/> bytes.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a number is not finite, or too large for the precision.</exception>
    public void Encode(ReadOnlySpan<float> vectors, Span<byte> destination)
    {
        (int tokens, int rest) = Math.DivRem(vectors.Length, Dimension);
        if (rest != 0)
        {
            throw new ArgumentException($"{vectors.Length} numbers do not make whole vectors of {Dimension}.", nameof(vectors));
        }

        if (destination.Length < (long)tokens * BytesPerToken)
        {
            throw new ArgumentException(
                $"{tokens} vectors take {(long)tokens * BytesPerToken} bytes, and there is room for {destination.Length}.", nameof(destination));
        }

        FiniteNumbers.Require(vectors, LargestNumber, nameof(vectors));
        EncodeRows(vectors, destination[..(tokens * BytesPerToken)]);
    }

    /// <summary>Decodes vectors, to the precision they were kept in.</summary>
    /// <param name="source">Bytes that <see cref="Encode"/> wrote.</param>
    /// <param name="vectors">Receives <c>[tokens, Dimension]</c> numbers.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <exception cref="InvalidDataException">The bytes name a centroid that a residual codec does not have.</exception>
    public void Decode(ReadOnlySpan<byte> source, Span<float> vectors)
    {
        int tokens = CountTokens(source.Length);
        if (vectors.Length < (long)tokens * Dimension)
        {
            throw new ArgumentException(
                $"{tokens} vectors have {(long)tokens * Dimension} numbers, and there is room for {vectors.Length}.", nameof(vectors));
        }

        DecodeRows(source, vectors[..(tokens * Dimension)]);
    }

    /// <summary>The largest magnitude that can be kept.</summary>
    private protected virtual float LargestNumber => float.MaxValue;

    /// <summary>How long a vector may be when decoded, if it was no longer than <paramref name="length"/> when encoded.</summary>
    internal abstract float BoundLength(float length);

    private protected abstract void EncodeRows(ReadOnlySpan<float> vectors, Span<byte> destination);

    private protected abstract void DecodeRows(ReadOnlySpan<byte> source, Span<float> vectors);

    /// <summary>How many tokens a document has.</summary>
    internal int CountTokens(int bytes)
    {
        (int tokens, int rest) = Math.DivRem(bytes, BytesPerToken);
        return rest == 0
            ? tokens
            : throw new ArgumentException($"{bytes} bytes are no whole number of vectors of {BytesPerToken} bytes; they were not written by the codec '{Id}'.");
    }
}
