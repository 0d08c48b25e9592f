using System.Text.Json.Serialization;

namespace RerankKit.Models;

/// <summary>Gives a document's vectors lengths by how often their tokens occur, as BM25 does, instead of 1. Immutable.</summary>
/// <remarks>
/// The length is tf / (tf + k1 * (1 - b + b * n / average)): tf counts the token in the document, n the document's tokens that have a weight. Where tokens match exactly
/// and weights are BM25's idf, MaxSim is then BM25. The residual precisions keep directions only and lose these lengths.
/// </remarks>
public sealed record StaticTermFrequency
{
    /// <summary>How soon further occurrences of a token stop counting.</summary>
    /// <value>A finite number, 0 or more; default 0.9, as in <see cref="LexicalRerankerOptions.K1"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    [JsonRequired]
    public double K1 { get; init => field = Allow.PositiveOrZero(value); } = 0.9;

    /// <summary>How much a long document is held against its tokens.</summary>
    /// <value>From 0, not at all, to 1, in proportion; default 0.4, as in <see cref="LexicalRerankerOptions.B"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    [JsonRequired]
    public double B { get; init => field = Allow.Between(value, 0, 1); } = 0.4;

    /// <summary>How many tokens that have a weight a document of the collection has on average.</summary>
    /// <value>A finite number above 0; default 100.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or not finite.</exception>
    [JsonRequired]
    public double AverageTokens { get; init => field = Allow.Positive(value); } = 100;

    /// <summary>The length of the vector of a token that occurs <paramref name="frequency"/> times among <paramref name="tokens"/>.</summary>
    internal float Length(int frequency, int tokens) =>
        (float)(frequency / (frequency + (K1 * (1 - B + (B * tokens / AverageTokens)))));
}
