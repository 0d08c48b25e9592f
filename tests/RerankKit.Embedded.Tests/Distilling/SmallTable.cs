namespace RerankKit.Embedded.Tests.Distilling;

/// <summary>A table of a vocabulary of one's own, in a file.</summary>
internal sealed class SmallTable : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rerankkit-table-");

    /// <param name="words">The vocabulary behind [PAD], [UNK] and [CLS].</param>
    /// <param name="isEnglish">What the table says of itself.</param>
    /// <param name="lowersCase">Whether case does not matter.</param>
    public SmallTable(string words, bool isEnglish = true, bool lowersCase = false)
    {
        Pieces = ["[PAD]", "[UNK]", "[CLS]", .. words.Split(' ')];
        Tokenizer = new() { UnknownId = 1, SpecialIds = [0, 1, 2], LowersCase = lowersCase, StripsAccents = lowersCase, MaxCharactersPerWord = 40 };
        var random = new Random(1);
        sbyte[] rows = [.. Enumerable.Range(0, Pieces.Length * 32).Select(_ => (sbyte)random.Next(-127, 128))];
        Bytes = EmbeddedTable.Write(Pieces, [.. Pieces.Select((_, id) => id < 3 ? 0f : id)], rows, Tokenizer, isEnglish);
        File.WriteAllBytes(Path, Bytes);
    }

    public string[] Pieces { get; }

    public TableTokenizer Tokenizer { get; }

    public byte[] Bytes { get; }

    public string Path => System.IO.Path.Combine(_folder.FullName, "small.table");

    public void Dispose() => _folder.Delete(recursive: true);
}
