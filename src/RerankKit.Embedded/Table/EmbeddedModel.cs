using RerankKit.Tokenizers;

namespace RerankKit.Embedded;

/// <summary>A table with its tokenizer. That of the package is loaded once for the process on first use.</summary>
internal sealed class EmbeddedModel
{
    private static readonly Lazy<EmbeddedModel> Loaded = new(() => new(EmbeddedTable.Load()));

    public EmbeddedModel(EmbeddedTable table)
    {
        Table = table;
        WordPieceModel pieces = table.Tokenizer.CreateModel(PackedVocabulary.OfLines(table.Vocabulary));
        Tokenizer = table.Tokenizer.Create(pieces);
        Kinds = PieceKind.OfAll(pieces, table.Tokenizer.LowersCase);
    }

    /// <summary>The model in the package.</summary>
    public static EmbeddedModel Shared => Loaded.Value;

    public EmbeddedTable Table { get; }

    /// <summary>Which table it is.</summary>
    public string Fingerprint => Table.Fingerprint;

    public HuggingFaceTokenizer Tokenizer { get; }

    /// <summary>The kind of each piece.</summary>
    public PieceKinds[] Kinds { get; }
}
