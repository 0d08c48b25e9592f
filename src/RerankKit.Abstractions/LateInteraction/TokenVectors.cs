namespace RerankKit;

/// <summary>The vectors of one text, one per token that takes part in scoring. Immutable.</summary>
public sealed class TokenVectors
{
    /// <summary>Makes the vectors of one text.</summary>
    /// <param name="values">The numbers, row by row: <c>[tokens, dimension]</c>. Not copied.</param>
    /// <param name="dimension">Numbers per vector; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimension"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">The length of <paramref name="values"/> is not a multiple of <paramref name="dimension"/>.</exception>
    public TokenVectors(ReadOnlyMemory<float> values, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        (int count, int rest) = Math.DivRem(values.Length, dimension);
        if (rest != 0)
        {
            throw new ArgumentException(
                $"{values.Length} numbers do not make whole vectors of {dimension}; give [tokens, {dimension}] row by row.", nameof(values));
        }

        Values = values;
        Dimension = dimension;
        Count = count;
    }

    /// <summary>The numbers, row by row: <c>[Count, Dimension]</c>.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>How many vectors there are; 0 for a text of which nothing takes part in scoring.</summary>
    public int Count { get; }

    /// <summary>Numbers per vector.</summary>
    public int Dimension { get; }

    /// <summary>What each vector stands for; empty unless <see cref="MultiVectorEncodeOptions.IncludeTokens"/> asked for it.</summary>
    public IReadOnlyList<EncodedToken> Tokens { get; init; } = [];

    /// <summary>How many tokens the encoder read, masked and special ones included; null when it does not say.</summary>
    public int? TokenCount { get; init; }

    /// <summary>Whether the text was longer than the encoder reads, and was cut.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>One vector.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <returns>Its numbers: <c>[Dimension]</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not below <see cref="Count"/>.</exception>
    public ReadOnlySpan<float> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return Values.Span.Slice(index * Dimension, Dimension);
        }
    }
}
