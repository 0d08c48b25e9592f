namespace RerankKit.Embedded;

/// <summary>The tokens of a text, as they are kept. Immutable.</summary>
/// <param name="Ids">Pieces of the vocabulary, in order.</param>
/// <param name="IsTruncated">Whether the text has more.</param>
internal sealed record TextTokens(ushort[] Ids, bool IsTruncated)
{
    /// <summary>What tells its language.</summary>
    public LanguageEvidence Evidence { get; init; }

    /// <summary>Its different pieces that say something, in the order of the text, and how often it has each; null until they were counted. Every thread counts the same.</summary>
    public (ushort Piece, int Frequency)[]? Counted { get; set; }

    /// <summary>The weighted sum of its vectors, brought to length 1; null until it was computed. Every thread computes the same.</summary>
    public float[]? Vector { get; set; }
}
