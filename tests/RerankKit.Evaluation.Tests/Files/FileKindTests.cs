using System.Text;

namespace RerankKit.Evaluation.Tests.Files;

/// <summary>Files that are not what they were taken for: read where their bytes say how, else named.</summary>
[TestFixture]
public sealed class FileKindTests
{
    private const string Lines = "q Q0 é 1 2 t\nq Q0 日😀 2 1 t\n";

    [Test]
    public void Utf16AndUtf32AreReadByTheirByteOrderMark([Values("utf-16", "utf-16BE", "utf-32", "utf-32BE")] string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.Preamble, .. encoding.GetBytes(Lines.Replace("\n", "\r\n", StringComparison.Ordinal))];

        Assert.That(RunFile.Read(new MemoryStream(bytes))["q"].Select(document => document.Id), Is.EqualTo(["é", "日😀"]));
    }

    [Test]
    public void JudgementsAndCollectionsAreReadInUtf16Too()
    {
        using var folder = new TemporaryFolder();
        folder.Write("corpus.jsonl", Utf16("{\"_id\":\"é\",\"text\":\"t\"}\r\n\r\n"));
        folder.Write("queries.jsonl", Utf16("{\"_id\":\"q\",\"text\":\"ü\"}\r\n"));
        folder.Write("qrels.tsv", Utf16("query-id\tcorpus-id\tscore\r\nq\té\t1\r\n"));

        BeirDataset dataset = BeirDataset.Load(folder.Root);

        Assert.That((dataset.Queries[0].Text, dataset.Qrels.GetGrade("q", "é"), dataset.ReadCorpus().Single().Id), Is.EqualTo(("ü", 1, "é")));
    }

    [Test]
    public void BytesThatAreNotInTheMarkedEncodingAreRefusedInsteadOfMergingIds() =>
        Refuses([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("q Q0 "), 0x00, 0xD8, .. Encoding.Unicode.GetBytes(" 1 2 t\n")], "byte order mark", "UTF-8");

    [Test]
    public void Utf16InsideGzipIsNamed() => Refuses(Gzip(Utf16("q Q0 d 1 2 t\n")), "UTF-16 inside gzip");

    [Test]
    public void Utf16WithoutAMarkAndOtherBinaryDataAreNamed()
    {
        Refuses(Encoding.Unicode.GetBytes("q Q0 d 1 2 t\n"), "binary data");
        Refuses([.. "q Q0 d 1 "u8, 0, .. "2 t\n"u8], "binary data");
        Refuses(new byte[200_000], "binary data");
        Refuses(Gzip(new byte[200_000]), "binary data");
    }

    [Test]
    public void ArchivesAreNamedWithWhatToDo()
    {
        Refuses([(byte)'P', (byte)'K', 3, 4, 20, 0, 0, 0, 8], "ZIP archive", "Unpack");
        Refuses([0x28, 0xB5, 0x2F, 0xFD, 4, 1, 1, 1], "zstd", "Unpack");
        Refuses([0xFD, .. "7zXZ"u8, 0, 0, 4], "xz", "Unpack");
        Refuses([.. "BZh91AY&SY"u8, 0xC0], "bzip2", "Unpack");
        Refuses([.. "PAR1"u8, 0x15, 4, 0x15, 4], "Parquet", "Convert");
    }

    [Test]
    public void AQueryIdThatLooksLikeTheBeginningOfAnArchiveIsAnId() =>
        Assert.That(TextFile.Run("BZh9 Q0 d 1 2 t\nPAR1 Q0 d 1 2 t\n").QueryIds, Is.EqualTo(["BZh9", "PAR1"]));

    [Test]
    public void APointerOfGitLfsIsNamedWithTheCommandThatGetsTheFile() =>
        Refuses("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"u8.ToArray(), "Git LFS", "git lfs pull");

    [Test]
    public void AFolderIsNamedAsOne()
    {
        using var folder = new TemporaryFolder();

        Assert.That(() => RunFile.Read(folder.Root), Throws.TypeOf<IOException>().With.Message.Contains(folder.Root).And.Message.Contains("is a folder"));
        Assert.That(() => QrelsFile.Read(folder.Root), Throws.TypeOf<IOException>().With.Message.Contains("is a folder"));
    }

    private static byte[] Utf16(string text) => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)];

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static void Refuses(byte[] bytes, params string[] words)
    {
        EvaluationFormatException? error = Assert.Throws<EvaluationFormatException>(() => RunFile.Read(new MemoryStream(bytes), fileName: "some.run"));

        Assert.That(error!.Message, Does.StartWith("some.run(1): ").And.Not.Contains("Found"));
        foreach (string word in words)
        {
            Assert.That(error.Message, Does.Contain(word));
        }
    }
}
