using System.Text;

namespace RerankKit.Evaluation.Tests.Files;

[TestFixture]
public sealed class RunFileTests
{
    [Test]
    public void ReadsQueriesDocumentsScoresAndTheTag()
    {
        Run run = TextFile.Run("q1 Q0 d1 1 2.5 mine\nq2 Q0 d1 1 1 mine\nq1 Q0 d2 2 1.5 mine\n");

        Assert.That(run.Name, Is.EqualTo("mine"));
        Assert.That(run.QueryIds, Is.EqualTo(["q1", "q2"]));
        Assert.That(run["q1"], Is.EqualTo([new ScoredDocument("d1", 2.5), new ScoredDocument("d2", 1.5)]));
    }

    [TestCase("-1e-3", -0.001)]
    [TestCase("+5", 5)]
    [TestCase(".5", 0.5)]
    [TestCase("5.", 5)]
    [TestCase("-2.5E2", -250)]
    [TestCase("1e2", 100)]
    [TestCase("1E+2", 100)]
    [TestCase("-0", 0)]
    [TestCase("1e-310", 1e-310)]
    [TestCase("00012", 12)]
    public void ScoresAreReadInTheNotationsOfStrtod(string text, double expected) =>
        Assert.That(TextFile.Run($"q Q0 d 1 {text} t")["q"][0].Score, Is.EqualTo(expected));

    [TestCase("NaN")]
    [TestCase("nan")]
    [TestCase("Infinity")]
    [TestCase("-inf")]
    [TestCase("1e999")]
    [TestCase("1,5")]
    [TestCase("1_000")]
    [TestCase("0x10")]
    [TestCase("5e")]
    [TestCase("--5")]
    [TestCase("high")]
    public void AScoreThatIsNotAFiniteNumberIsRefusedByFileLineAndText(string text)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("bad.run", $"q Q0 a 1 2 t\n\nq Q0 d 1 {text} t\n");

        EvaluationFormatException? error = Assert.Throws<EvaluationFormatException>(() => RunFile.Read(path));

        Assert.That(error!.File, Is.EqualTo(path));
        Assert.That(error.Line, Is.EqualTo(3));
        Assert.That(error.Text, Is.EqualTo(text));
        Assert.That(error.Message, Does.StartWith($"{path}(3): ").And.Contains("finite").And.Contains("score").And.Contains($"'{text}'"));
    }

    [TestCase("q Q0 d 1 0.5", 5)]
    [TestCase("q Q0 d", 3)]
    [TestCase("q", 1)]
    [TestCase("q Q0 my doc 1 9.0 t", 7)]
    [TestCase("q Q0 d 1 9.0 t and more", 8)]
    [TestCase("q\tQ0\tmy doc\t1\t9.0", 6, "rank")]
    [TestCase("q\tQ0\t\t1\t9.0\tt", 5)]
    [TestCase("q\tQ0\td\t1\t9.0\t ", 5)]
    [TestCase("q\tQ0\tmy doc\t1\t9.0\tt\tx", 8)]
    public void ALineWithTooFewOrTooManyColumnsIsRefused(string line, int columns, string? instead = null)
    {
        EvaluationFormatException? error = Assert.Throws<EvaluationFormatException>(() => TextFile.Run($"q Q0 a 1 2 t\r\n{line}\r\n"));

        Assert.That(error!.Line, Is.EqualTo(2));
        Assert.That(error.Message, Does.Contain("put tabs between the columns"));
        Assert.That(error.Message, Does.Contain(instead ?? $"'qid Q0 docid rank score tag', not {columns}."));
    }

    [Test]
    public void IdsWithBlanksAreReadBetweenTabs()
    {
        Run run = TextFile.Run("my q\tQ0\tmy doc\t1\t9.0\tmy tag\r\nmy q\tQ0\t d  e \t 2 \t 8.0 \tmy tag\n");

        Assert.That(run.Name, Is.EqualTo("my tag"));
        Assert.That(run["my q"], Is.EqualTo([new ScoredDocument("my doc", 9), new ScoredDocument("d  e", 8)]));
    }

    [TestCase("q Q0 my doc 9.0 t", "doc")]
    [TestCase("q Q0 d first 9.0 t", "first")]
    [TestCase("q Q0 d NaN 9.0 t", "NaN")]
    [TestCase("q\tQ0\td\t \u00A01\t9.0\tt", "\u00A01")]
    public void ARankThatIsNoNumberIsRefused(string line, string text)
    {
        EvaluationFormatException? error = Assert.Throws<EvaluationFormatException>(() => TextFile.Run(line));

        Assert.That(error!.Text, Is.EqualTo(text));
        Assert.That(error.Message, Does.StartWith("run(1): ").And.Contains("column 4 (rank)").And.Contains("tabs"));
    }

    [Test]
    public void DocumentsStandByRankAndEqualRanksAsInTheFile()
    {
        Run run = TextFile.Run("q Q0 c 3 1 t\np Q0 x 0 1 t\nq Q0 a 1 1 t\nq Q0 b2 2 1 t\np Q0 w 0 2 t\nq Q0 b1 2.0 1 t\n");

        Assert.That(run["q"].Select(document => document.Id), Is.EqualTo(["a", "b2", "b1", "c"]));
        Assert.That(run["p"].Select(document => document.Id), Is.EqualTo(["x", "w"]));
        Assert.That(run.GetRanking("q").Select(document => document.Id), Is.EqualTo(["a", "b2", "b1", "c"]));
    }

    [Test]
    public void ALongOffendingLineIsShortenedInTheMessageOnly()
    {
        string line = new('x', 5000);

        EvaluationFormatException? error = Assert.Throws<EvaluationFormatException>(() => TextFile.Run(line));

        Assert.That(error!.Text, Is.EqualTo(line));
        Assert.That(error.Message, Has.Length.LessThan(400));
    }

    [Test]
    public void TabsRepeatedSpacesCrlfBomBlankLinesAndCommentsAreTolerated()
    {
        byte[] bytes = [.. Encoding.UTF8.Preamble, .. "q1\tQ0\td1\t1\t  2.5\tt\r\n\r\n   \n# a comment\n  q1   Q0 d2 2 1 t"u8];

        Run run = RunFile.Read(new MemoryStream(bytes));

        Assert.That(run["q1"], Is.EqualTo([new ScoredDocument("d1", 2.5), new ScoredDocument("d2", 1)]));
        Assert.That(run.Name, Is.EqualTo("t"));
    }

    [Test]
    public void TheTagOfTheLastLineNamesTheRunAsInTrecEval() =>
        Assert.That(TextFile.Run("q Q0 a 1 2 first\nq Q0 b 2 1 last\n").Name, Is.EqualTo("last"));

    [Test]
    public void AGivenNameWinsOverTheTag() =>
        Assert.That(TextFile.Run("q Q0 a 1 2 tag\n", "given").Name, Is.EqualTo("given"));

    [Test]
    public void AnEmptyFileIsAnEmptyRunNamedAfterTheFile()
    {
        using var folder = new TemporaryFolder();

        Run run = RunFile.Read(folder.Write("nothing.run", ""));

        Assert.That(run.QueryIds, Is.Empty);
        Assert.That(run.Name, Is.EqualTo("nothing"));
    }

    [Test]
    public void GzipIsRecognisedByItsContentNotByItsName()
    {
        using var folder = new TemporaryFolder();
        string packed = folder.Write("packed.run", TextFile.Gzip("q Q0 d 1 2 t\n"));
        string plain = folder.Write("plain.run.gz", "q Q0 d 1 2 t\n");

        Assert.That(RunFile.Read(packed)["q"], Is.EqualTo([new ScoredDocument("d", 2)]));
        Assert.That(RunFile.Read(plain)["q"], Is.EqualTo([new ScoredDocument("d", 2)]));
    }

    [Test]
    public void SeveralGzipMembersAreOneFile()
    {
        byte[] bytes = [.. TextFile.Gzip("q Q0 a 1 2 t\nq Q0 "), .. TextFile.Gzip("b 2 1 t\n")];

        Assert.That(RunFile.Read(new MemoryStream(bytes))["q"], Has.Count.EqualTo(2));
    }

    [Test]
    public void GzipThatWasCutOffAnywhereIsRefused()
    {
        string text = string.Concat(Enumerable.Range(0, 50).Select(i => $"q Q0 d{i * 7919} {i} {i} t\n"));
        byte[] bytes = TextFile.Gzip(text);

        for (int length = 2; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            Assert.That(
                () => RunFile.Read(new MemoryStream(cut), fileName: "cut.gz"),
                Throws.TypeOf<EvaluationFormatException>().With.Message.StartsWith("cut.gz(").And.Message.Contains("gzip"),
                () => $"cut to {length} of {bytes.Length}");
        }
    }

    [Test]
    public void DamagedGzipIsRefused()
    {
        byte[] bytes = TextFile.Gzip(string.Concat(Enumerable.Range(0, 2000).Select(i => $"q Q0 d{i * 7919} {i} {i} t\n")));
        bytes[bytes.Length / 2] ^= 0xFF;

        Assert.That(() => RunFile.Read(new MemoryStream(bytes)), Throws.TypeOf<EvaluationFormatException>());
    }

    [Test]
    public void GzipOfAnySizeIsReadToItsEnd()
    {
        // Incompressible ids move the end of the packed data over every offset of the unpacker's input buffer.
        var random = new Random(3);
        var text = new System.Text.StringBuilder();
        for (int lines = 1; lines <= 400; lines++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"q Q0 {random.NextInt64():x}{random.NextInt64():x} 1 {lines} t\n");
            Assert.That(RunFile.Read(new MemoryStream(TextFile.Gzip(text.ToString())))["q"], Has.Count.EqualTo(lines));
        }
    }

    [Test]
    public void AStreamThatCannotSeekIsReadAndLeftOpen()
    {
        using var packed = new System.IO.Compression.GZipStream(new MemoryStream(TextFile.Gzip("q Q0 d 1 2 t\n")), System.IO.Compression.CompressionMode.Decompress);

        Assert.That(RunFile.Read(packed)["q"], Has.Count.EqualTo(1));
        Assert.That(packed.CanRead, Is.True);
    }

    [Test]
    public void ADocumentListedTwiceIsRefusedWithBothLines()
    {
        EvaluationFormatException? error = Assert.Throws<EvaluationFormatException>(
            () => TextFile.Run("q1 Q0 d1 1 9 t\nq2 Q0 d1 1 9 t\nq1 Q0 d2 2 8 t\nq2 Q0 d1 2 1 t\nq1 Q0 d1 3 7 t\n"));

        Assert.That(error!.Line, Is.EqualTo(4));
        Assert.That(error.Text, Is.EqualTo("d1"));
        Assert.That(error.Message, Does.Contain("'q2'").And.Contains("lines 2 and 4"));
    }

    [Test]
    public void BytesThatAreNotUtf8AreRefusedInsteadOfMergingIds()
    {
        byte[] bytes = [.. "q Q0 d"u8, 0xE9, .. " 1 2 t\n"u8];

        EvaluationFormatException? error = Assert.Throws<EvaluationFormatException>(() => RunFile.Read(new MemoryStream(bytes)));

        Assert.That(error!.Message, Does.Contain("UTF-8"));
    }

    [Test]
    public void LinesLongerThanTheBufferAreRead()
    {
        string id = new('d', 300_000);

        Assert.That(TextFile.Run($"q Q0 a 1 3 t\nq Q0 {id} 2 2 t\nq Q0 b 3 1 t\n")["q"].Select(d => d.Id), Is.EqualTo(["a", id, "b"]));
    }

    [Test]
    public void AMissingFileIsTheSystemsOwnError() =>
        Assert.Throws<FileNotFoundException>(() => RunFile.Read(Path.Combine(Path.GetTempPath(), "rerankkit-no-such-file")));

    [Test]
    public void WritesDocumentsByScoreThenInTheirOrderAndScoresThatRoundTrip()
    {
        var run = new Run("mine");
        run.Add("q2", [new("a", 0.1), new("b", 0.30000000000000004), new("c", 0.1)]);
        run.Add("q1", [new("x", 1e-310)]);

        Assert.That(
            WriteToString(run),
            Is.EqualTo("q2 Q0 b 1 0.30000000000000004 mine\nq2 Q0 a 2 0.1 mine\nq2 Q0 c 3 0.1 mine\nq1 Q0 x 1 1E-310 mine\n"));
        Assert.That(WriteToString(run, TieRule.TrecEval), Does.Contain("q2 Q0 c 2 0.1 mine\nq2 Q0 a 3 0.1 mine\n"));
    }

    [Test]
    public void WhatIsWrittenIsReadBackTheSame()
    {
        using var folder = new TemporaryFolder();
        var run = new Run("round-trip");
        run.Add("é", [new("日本", double.MaxValue), new("😀", -5e-324), new("\uFF5E", -0.1)]);

        foreach (string name in (string[])["plain.run", "packed.run.gz"])
        {
            RunFile.Write(run, folder[name]);
            Run read = RunFile.Read(folder[name]);
            Assert.That(read.Name, Is.EqualTo("round-trip"));
            Assert.That(read["é"], Is.EquivalentTo(run["é"]));
        }

        Assert.That(File.ReadAllBytes(folder["packed.run.gz"]), Has.Length.GreaterThan(2).And.Property(nameof(Array.Length)).Positive);
        Assert.That(File.ReadAllBytes(folder["packed.run.gz"])[..2], Is.EqualTo((byte[])[0x1F, 0x8B]));
    }

    [Test]
    public void AFailedWriteLeavesTheOldFileAndNoOther()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("out.run", "old");
        var run = new Run("mine");
        run.Add("fine", [new("d", 1)]);
        run.Add("q", [new("two\twords", 1)]);

        ArgumentException? error = Assert.Throws<ArgumentException>(() => RunFile.Write(run, path));

        Assert.That(error!.Message, Does.Contain("'two\twords'"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(folder.Root), Has.Length.EqualTo(1));
    }

    [TestCase("my query", "d", "t")]
    [TestCase("q", "my doc", "t")]
    [TestCase("q", "d\ve\ff", "t")]
    [TestCase("q", "d", "my run")]
    public void BlanksInIdsOrTheNameAreWrittenBetweenTabsAndReadAgain(string query, string document, string name)
    {
        var run = new Run(name);
        run.Add("plain", [new("plain", 2)]);
        run.Add(query, [new("other", 2), new(document, 1)]);

        string text = WriteToString(run);
        Run read = TextFile.Run(text);

        Assert.That(text, Does.StartWith("plain\tQ0\tplain\t1\t2\t"));
        Assert.That(read.Name, Is.EqualTo(name));
        Assert.That(read[query], Is.EqualTo(run[query]));
    }

    [TestCase("#q", "d", "t", "'#q'")]
    [TestCase("q", "a\tb", "t", "'a\tb'")]
    [TestCase("q", "a\nb", "t", "'a\nb'")]
    [TestCase("q", "a\rb", "t", "'a\rb'")]
    [TestCase("q", " a", "t", "' a'")]
    [TestCase("q ", "a", "t", "'q '")]
    [TestCase("q", "d", "t\tt", "'t\tt'")]
    public void WhatNoLineCanHoldIsNotWritten(string query, string document, string name, string expected)
    {
        var run = new Run(name);
        run.Add(query, [new(document, 1)]);

        Assert.That(() => WriteToString(run), Throws.ArgumentException.With.Message.Contains(expected));
    }

    private static string WriteToString(Run run, TieRule ties = TieRule.InputOrder)
    {
        using var stream = new MemoryStream();
        RunFile.Write(run, stream, ties);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
