namespace RerankKit.Tokenizers;

/// <summary>The fields of a BPE model besides vocabulary and merges, named as in tokenizer.json.</summary>
internal sealed record BpeSettings
{
    /// <summary>The token of characters that the vocabulary lacks; without one they vanish, as in the reference.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>What the vocabulary writes before every symbol but the first of a piece.</summary>
    public string ContinuingSubwordPrefix { get; init; } = "";

    /// <summary>What the vocabulary writes after the last symbol of a piece.</summary>
    public string EndOfWordSuffix { get; init; } = "";

    /// <summary>Whether neighbouring unknown characters are one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Whether unknown characters become the tokens of their UTF-8 bytes.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a piece that is a token as a whole is taken as it is.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>Whether symbols are the UTF-8 bytes of the piece, written in the <see cref="ByteAlphabet"/> in the vocabulary, instead of its characters.</summary>
    public bool ByteLevel { get; init; }
}
