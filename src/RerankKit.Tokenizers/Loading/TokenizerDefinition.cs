namespace RerankKit.Tokenizers;

/// <summary>The parts of a tokenizer, whatever kind of file they came from.</summary>
internal sealed class TokenizerDefinition
{
    public required ITokenModel Model { get; init; }

    public INormalizer? Normalizer { get; init; }

    public IPreTokenizer? PreTokenizer { get; init; }

    public PostProcessor PostProcessor { get; init; } = PostProcessor.None;

    /// <summary>The way back from tokens to text; null where tokens are joined with spaces.</summary>
    public TokenDecoder? Decoder { get; init; }

    /// <summary>Added tokens with their final ids, in the order of the file.</summary>
    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>What the tokenizer file itself says about length and padding; the configuration beside it counts for more.</summary>
    public int? MaxLength { get; init; }

    public int? PadTokenId { get; init; }

    public bool PadsLeft { get; init; }

    public bool TruncatesLeft { get; init; }
}
