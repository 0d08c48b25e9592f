using System.Text;

namespace RerankKit.Evaluation.Tests.Files;

[TestFixture]
public sealed class QrelsFileTests
{
    [Test]
    public void ReadsTheTrecFormat()
    {
        Qrels qrels = TextFile.Qrels("q1 0 d1 2\nq1\tQ0\td2\t-1\r\n\nq2 0 é 0 \n# comment\n");

        Assert.That(qrels.QueryIds, Is.EqualTo(["q1", "q2"]));
        Assert.That(qrels.JudgementCount, Is.EqualTo(3));
        Assert.That(qrels.GetGrade("q1", "d1"), Is.EqualTo(2));
        Assert.That(qrels.GetGrade("q1", "d2"), Is.EqualTo(-1));
        Assert.That(qrels.GetGrade("q2", "é"), Is.Zero);
        Assert.That(qrels.GetGrade("q2", "d1"), Is.Null);
        Assert.That(qrels.GetGrade("q3", "d1"), Is.Null);
    }

    [TestCase("query-id\tcorpus-id\tscore\nq1\td1\t1\r\nq 2\td 2\t+2\n")]
    [TestCase("\uFEFFQuery-ID\tcorpus-id\tscore\r\n\r\nq1\td1\t1.0\nq 2\td 2\t2")]
    public void ReadsTheBeirFormatByItsHeader(string text)
    {
        Qrels qrels = TextFile.Qrels(text);

        Assert.That(qrels.QueryIds, Is.EqualTo(["q1", "q 2"]));
        Assert.That(qrels["q1"], Is.EquivalentTo(new Dictionary<string, int> { ["d1"] = 1 }));
        Assert.That(qrels["q 2"], Is.EquivalentTo(new Dictionary<string, int> { ["d 2"] = 2 }));
    }

    [Test]
    public void BothFormatsOfTheSameJudgementsAgree()
    {
        Qrels beir = QrelsFile.Read(TestData.Path("ir", "nfcorpus", "qrels.tsv"));
        Qrels trec = QrelsFile.Read(TestData.Path("trec_eval", "nfcorpus-bm25", "qrels.txt"));

        Assert.That(beir.QueryIds, Is.EqualTo(trec.QueryIds));
        Assert.That(beir.JudgementCount, Is.EqualTo(12334));
        foreach (string queryId in trec.QueryIds)
        {
            Assert.That(beir[queryId].OrderBy(j => j.Key, StringComparer.Ordinal).SequenceEqual(trec[queryId].OrderBy(j => j.Key, StringComparer.Ordinal)), queryId);
        }
    }

    [TestCase("q1 0 d1", "q1 0 d1", "4 columns")]
    [TestCase("q1 0 d1 1 5", "q1 0 d1 1 5", "4 columns")]
    [TestCase("q1 0 my doc 1", "q1 0 my doc 1", "put tabs between the columns")]
    [TestCase("q1\t0\t\t1", "q1\t0\t\t1", "4 columns")]
    [TestCase("q1 0 d1 one", "one", "whole number in column 4")]
    [TestCase("q1 0 d1 1.5", "1.5", "whole number in column 4")]
    [TestCase("q1 0 d1 3000000000", "3000000000", "whole number in column 4")]
    [TestCase("q1 0 d1 NaN", "NaN", "whole number in column 4")]
    public void BadTrecLinesAreRefused(string line, string text, string expected) => Refuses($"q0 0 d 1\n\n{line}\n", 3, text, expected);

    [TestCase("q1\td1", "q1\td1", "3 columns")]
    [TestCase("q1\td1\t1\t1", "q1\td1\t1\t1", "3 columns")]
    [TestCase("q1\t\t1", "q1\t\t1", "3 columns")]
    [TestCase("q1 d1 1", "q1 d1 1", "3 columns")]
    [TestCase("q1\td1\tyes", "yes", "whole number in column 3")]
    public void BadBeirLinesAreRefused(string line, string text, string expected) =>
        Refuses($"query-id\tcorpus-id\tscore\n{line}\n", 2, text, expected);

    [Test]
    public void APairJudgedTwiceIsRefusedWithBothLinesEvenWhenTheGradesAgree() =>
        Refuses("q1 0 d1 1\nq2 0 d1 1\nq1 0 d1 1\n", 3, "d1", "lines 1 and 3");

    [Test]
    public void IdsWithBlanksAreReadBetweenTabsWithAndWithoutAHeader()
    {
        Qrels qrels = TextFile.Qrels("# q\td\t1\nmy q\tmy doc\t1\nq1\t0\tmy doc\t 2 \n q1 0 d1 3\n");

        Assert.That(qrels.QueryIds, Is.EqualTo(["my q", "q1"]));
        Assert.That(qrels["my q"], Is.EquivalentTo(new Dictionary<string, int> { ["my doc"] = 1 }));
        Assert.That(qrels["q1"], Is.EquivalentTo(new Dictionary<string, int> { ["my doc"] = 2, ["d1"] = 3 }));
    }

    [TestCase(QrelsFormat.Trec, "q1\t0\tmy doc\t2\n")]
    [TestCase(QrelsFormat.Beir, "query-id\tcorpus-id\tscore\nq1\tmy doc\t2\n")]
    public void BlanksInIdsAreWrittenBetweenTabsAndReadAgain(QrelsFormat format, string expected)
    {
        var qrels = new Qrels();
        qrels.Add("q1", "my doc", 2);

        string text = WriteToString(qrels, format);

        Assert.That(text, Is.EqualTo(expected));
        Assert.That(TextFile.Qrels(text)["q1"], Is.EquivalentTo(qrels["q1"]));
    }

    [TestCase(QrelsFormat.Trec, "q", "a\tb")]
    [TestCase(QrelsFormat.Beir, "q", "a\nb")]
    [TestCase(QrelsFormat.Beir, " q", "d")]
    [TestCase(QrelsFormat.Trec, "#q", "d")]
    public void WhatNoLineCanHoldIsNotWritten(QrelsFormat format, string query, string document)
    {
        var qrels = new Qrels();
        qrels.Add(query, document, 1);

        Assert.That(() => WriteToString(qrels, format), Throws.ArgumentException);
    }

    [Test]
    public void UnderBeirsHeaderNoLineIsAComment()
    {
        var qrels = new Qrels();
        qrels.Add("#1", "d", 1);

        Assert.That(TextFile.Qrels(WriteToString(qrels, QrelsFormat.Beir)).GetGrade("#1", "d"), Is.EqualTo(1));
    }

    [TestCase(QrelsFormat.Trec, "q1 0 d1 2\nq1 0 d2 -1\n")]
    [TestCase(QrelsFormat.Beir, "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t-1\n")]
    public void WhatIsWrittenIsReadBackTheSame(QrelsFormat format, string expected)
    {
        using var folder = new TemporaryFolder();
        var qrels = new Qrels();
        qrels.Add("q1", "d1", 2);
        qrels.Add("q1", "d2", -1);
        using var stream = new MemoryStream();

        QrelsFile.Write(qrels, stream, format);
        QrelsFile.Write(qrels, folder["qrels.gz"], format);

        Assert.That(Encoding.UTF8.GetString(stream.ToArray()), Is.EqualTo(expected));
        Assert.That(QrelsFile.Read(folder["qrels.gz"])["q1"], Is.EquivalentTo(qrels["q1"]));
    }

    [Test]
    public void AddingAPairTwiceIsRefused()
    {
        var qrels = new Qrels();
        qrels.Add("q", "d", 1);

        Assert.That(() => qrels.Add("q", "d", 2), Throws.ArgumentException.With.Message.Contains("'d': 1"));
        Assert.That(qrels.JudgementCount, Is.EqualTo(1));
    }

    [Test]
    public void AnUnknownQueryIsNamed() =>
        Assert.That(() => new Qrels()["q9"], Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("'q9'"));

    private static string WriteToString(Qrels qrels, QrelsFormat format)
    {
        using var stream = new MemoryStream();
        QrelsFile.Write(qrels, stream, format);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Refuses(string file, int line, string text, string expected)
    {
        EvaluationFormatException? error = Assert.Throws<EvaluationFormatException>(() => QrelsFile.Read(TextFile.Stream(file), "judged.txt"));

        Assert.That(error!.Line, Is.EqualTo(line));
        Assert.That(error.Text, Is.EqualTo(text));
        Assert.That(error.Message, Does.StartWith($"judged.txt({line}): ").And.Contains(expected));
    }
}
