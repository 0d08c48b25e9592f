using System.Collections.Frozen;
using RerankKit.Tokenizers;

namespace RerankKit.Embedded;

/// <summary>The table with its tokenizer, loaded once for the process on first use.</summary>
internal sealed class EmbeddedModel
{
    private static readonly string[] SpecialPieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
    private static readonly Lazy<EmbeddedModel> Loaded = new(() => new(EmbeddedTable.Load()));

    public EmbeddedModel(EmbeddedTable table)
    {
        Table = table;
        var vocabulary = PackedVocabulary.OfLines(table.Vocabulary);
        Tokenizer = CreateTokenizer(vocabulary);
        Kinds = PieceKind.OfAll(vocabulary);
    }

    /// <summary>The model in the package.</summary>
    public static EmbeddedModel Shared => Loaded.Value;

    public EmbeddedTable Table { get; }

    /// <summary>Which table it is.</summary>
    public string Fingerprint => Table.Fingerprint;

    public HuggingFaceTokenizer Tokenizer { get; }

    /// <summary>The piece of words that cannot be cut into known ones.</summary>
    public static int UnknownId => 100;

    /// <summary>The kind of each piece.</summary>
    public PieceKinds[] Kinds { get; }

    private static HuggingFaceTokenizer CreateTokenizer(PackedVocabulary vocabulary)
    {
        FrozenSet<int> special = SpecialPieces.Select(piece => vocabulary.IdOf(piece)).ToFrozenSet();
        return new(
            new()
            {
                Model = new WordPieceModel(vocabulary, "[UNK]", "##", maxCharactersPerWord: 100, special),
                Normalizer = new BertNormalizer(cleanText: true, handleChineseCharacters: true, stripAccents: true, lowercase: true),
                PreTokenizer = new BertPreTokenizer(),
            },
            TokenizerConfiguration.Empty,
            new());
    }
}
