namespace RerankKit.Models.Tests.StaticEncoding;

/// <summary>A folder with a small WordPiece vocabulary and a seeded table for it, deleted at the end.</summary>
internal sealed class StaticTokenFolder : IDisposable
{
    public const int Dimension = 24;

    public static readonly string[] Vocabulary =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "the", "a", "rotate", "##s", "sign", "##ing", "key", "page", "lists", "invoices", "every", "day", "night",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rerankkit-static-");

    public StaticTokenFolder(TokenVectorPrecision precision = TokenVectorPrecision.Int8, StaticTokenTableInfo? info = null, Func<string, float>? weight = null)
    {
        File.WriteAllLines(Path.Combine(FullName, "vocab.txt"), Vocabulary);
        File.WriteAllText(Path.Combine(FullName, "tokenizer_config.json"), """{ "tokenizer_class": "BertTokenizer", "do_lower_case": true }""");
        Table = StaticTokenTable.Create(Vectors(), [.. Vocabulary.Select(weight ?? Weight)], Dimension, precision, info);
        Table.Write(TablePath);
    }

    public string FullName => _folder.FullName;

    public string TablePath => Path.Combine(FullName, StaticTokenTable.FileName);

    public StaticTokenTable Table { get; }

    public static int Id(string token) => Array.IndexOf(Vocabulary, token);

    /// <summary>Special tokens, punctuation and articles weigh nothing, other tokens between 1 and 3.</summary>
    public static float Weight(string token) => Id(token) < Id("rotate") ? 0 : 1 + (Id(token) % 5 * 0.5f);

    /// <summary>Rows of different lengths; those of the special tokens are zero.</summary>
    public static float[] Vectors(int seed = 7)
    {
        var random = new Random(seed);
        float[] vectors = new float[Vocabulary.Length * Dimension];
        for (int i = 5 * Dimension; i < vectors.Length; i++)
        {
            vectors[i] = (1 + (i / Dimension)) * ((float)random.NextDouble() - 0.5f);
        }

        return vectors;
    }

    public StaticTokenEncoder Load(StaticTokenEncoderOptions? options = null) => StaticTokenEncoder.Load(FullName, options);

    public void Dispose() => _folder.Delete(recursive: true);
}
