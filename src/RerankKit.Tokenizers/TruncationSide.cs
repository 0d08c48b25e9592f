namespace RerankKit.Tokenizers;

/// <summary>The end of a text that truncation cuts off.</summary>
public enum TruncationSide
{
    /// <summary>The end: the first tokens stay.</summary>
    Right,

    /// <summary>The beginning: the last tokens stay.</summary>
    Left,
}
