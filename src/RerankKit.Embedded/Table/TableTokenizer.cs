using RerankKit.Tokenizers;

namespace RerankKit.Embedded;

/// <summary>How texts are cut into the pieces of a table: BERT's normaliser and words, then WordPiece.</summary>
internal sealed record TableTokenizer
{
    private const string Continuation = "##";

    /// <summary>Whether control characters are dropped and white space becomes spaces.</summary>
    public bool CleansText { get; init; } = true;

    /// <summary>Whether ideographs are words of their own.</summary>
    public bool SpacesIdeographs { get; init; } = true;

    /// <summary>Whether accents are dropped.</summary>
    public bool StripsAccents { get; init; } = true;

    /// <summary>Whether text is turned to lower case.</summary>
    public bool LowersCase { get; init; } = true;

    /// <summary>Longer words are unknown.</summary>
    public int MaxCharactersPerWord { get; init; } = 100;

    /// <summary>The piece of words that cannot be cut into known ones.</summary>
    public int UnknownId { get; init; } = 100;

    /// <summary>Pieces that no text yields: those that the model puts around texts.</summary>
    public int[] SpecialIds { get; init; } = [0, 100, 101, 102, 103];

    /// <summary>Reads the tokenizer of a model.</summary>
    /// <param name="directory">The model's folder.</param>
    /// <param name="lowersCase">Whether the model turns texts to lower case before its tokenizer reads them.</param>
    /// <returns>The vocabulary, and how texts are cut into it.</returns>
    /// <exception cref="NotSupportedException">It is not one of BERT's kind.</exception>
    public static (string[] Pieces, TableTokenizer Tokenizer) Read(string directory, bool lowersCase)
    {
        (TokenizerDefinition definition, _) = TokenizerSources.Read(directory, parsesSpecialTokens: false);
        if (definition is not { Model: WordPieceModel { ContinuationPrefix: Continuation, UnknownId: >= 0 } model, Normalizer: BertNormalizer normalizer, PreTokenizer: BertPreTokenizer })
        {
            string found = string.Join(", ", new object?[] { definition.Normalizer, definition.PreTokenizer, definition.Model }.OfType<object>().Select(part => part.GetType().Name));
            throw new NotSupportedException(
                $"'{directory}' has a tokenizer of {found}; a table is made in the vocabulary of BertNormalizer, BertPreTokenizer and WordPiece, as BERT and most small English models have it. Take such a model.");
        }

        if (model.VocabularySize > EmbeddedTable.MaxRows)
        {
            throw new NotSupportedException(FormattableString.Invariant(
                $"'{directory}' has a vocabulary of {model.VocabularySize:N0} pieces; a table has at most {EmbeddedTable.MaxRows:N0}. Take a model of fewer languages."));
        }

        string[] pieces = [.. Enumerable.Range(0, model.VocabularySize).Select(id => model.IdToToken(id) ?? "")];
        if (Array.Find(pieces, piece => piece.Contains('\n', StringComparison.Ordinal)) is { } broken)
        {
            throw new NotSupportedException($"'{directory}' has a piece that goes over two lines, '{broken.ReplaceLineEndings(" ")}'; a table keeps a piece a line. Take another model.");
        }

        return (pieces, new()
        {
            CleansText = normalizer.CleanText,
            SpacesIdeographs = normalizer.HandleChineseCharacters,
            StripsAccents = normalizer.StripAccents,
            LowersCase = normalizer.Lowercase || lowersCase,
            MaxCharactersPerWord = model.MaxCharactersPerWord,
            UnknownId = model.UnknownId,
            SpecialIds = [.. model.HiddenIds.Append(model.UnknownId).Distinct().Order()],
        });
    }

    /// <summary>Makes the last part of the tokenizer.</summary>
    /// <param name="vocabulary">The pieces; one that is empty is none.</param>
    public WordPieceModel CreateModel(PackedVocabulary vocabulary) =>
        new(vocabulary, vocabulary.TokenOf(UnknownId)!, Continuation, MaxCharactersPerWord, new HashSet<int>(SpecialIds), UnknownId);

    /// <summary>Makes the tokenizer.</summary>
    /// <param name="model">What <see cref="CreateModel"/> made.</param>
    public HuggingFaceTokenizer Create(WordPieceModel model) => new(
        new()
        {
            Model = model,
            Normalizer = new BertNormalizer(CleansText, SpacesIdeographs, StripsAccents, LowersCase),
            PreTokenizer = new BertPreTokenizer(),
        },
        new());
}
