namespace RerankKit.Tokenizers;

/// <summary>Cuts one piece of normalised, pre-tokenised text into tokens: WordPiece, Unigram, BPE or WordLevel. Immutable and thread-safe.</summary>
internal interface ITokenModel
{
    /// <summary>The highest token id plus one.</summary>
    int VocabularySize { get; }

    /// <summary>How many tokens there are: less than <see cref="VocabularySize"/> when ids have holes.</summary>
    int TokenCount => VocabularySize;

    /// <summary>The id of a token written as the vocabulary writes it, or null.</summary>
    int? TokenToId(string token);

    /// <summary>A token as the vocabulary writes it, or null.</summary>
    string? IdToToken(int id);

    /// <summary>Appends the tokens of <paramref name="piece"/> with the UTF-16 ranges they stand for.</summary>
    /// <param name="piece">Normalised text; may be empty or contain unpaired surrogates.</param>
    /// <param name="start">Where the piece begins in the normalised text; token ranges are counted from there.</param>
    /// <param name="tokens">Receives the tokens, and holds the scratch memory of the models.</param>
    void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens);
}
