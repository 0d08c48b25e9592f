namespace RerankKit.Embedded;

/// <summary>The tokens of a text, as they are kept. Immutable.</summary>
/// <param name="Ids">Pieces of the vocabulary, in order.</param>
/// <param name="IsTruncated">Whether the text has more.</param>
internal sealed record TextTokens(ushort[] Ids, bool IsTruncated)
{
    /// <summary>The weighted sum of its vectors, brought to length 1; null until it was computed. Every thread computes the same.</summary>
    public float[]? Vector { get; set; }
}
