using System.Text;

namespace RerankKit.Evaluation.Tests.Online;

public sealed class RankingLogFileTests : IDisposable
{
    private const string Ranking =
        """{"type":"ranking","time":"2026-11-29T08:15:30Z","request":"r1","experiment":"e","caller":"c","lists":[{"name":"control","shown":true,"milliseconds":12.5,"model":"m","fallback":"late","cache":"hit","documents":["d1","d2"],"scores":[1.5,null]}]}""";

    private const string Other = """{"type":"ranking","time":"2026-11-29T08:15:31Z","request":"r1","lists":[{"name":"treatment","shown":false,"documents":["d2","d3"]}]}""";
    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Test]
    public void LinesAboutOneRequestAreOneCallAndClicksMayStandAnywhere()
    {
        string log = _files.Write("a.jsonl", $"{Other}\n" + """{"type":"click","time":"2026-11-29T08:16:00Z","request":"r1","document":"d3"}""" + "\n");
        string more = _files.Write("b.jsonl", $"{Ranking}\n\n");
        string clicks = _files.Write("c.jsonl", """{"request":"r1","document":"d2","extra":1}""" + "\n" + """{"request":"r1","document":"d2"}""" + "\n");

        RankingLogContents contents = RankingLogFile.Read([log, more], [clicks]);

        LoggedRanking ranking = contents.Rankings.Single();
        LoggedList control = ranking.Lists["control"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That((ranking.RequestId, ranking.Experiment, ranking.Caller), Is.EqualTo(("r1", "e", "c")));
            Assert.That(ranking.Time, Is.EqualTo(new DateTimeOffset(2026, 11, 29, 8, 15, 30, TimeSpan.Zero)), "the first of both");
            Assert.That(ranking.Clicks, Is.EqualTo(new[] { "d3", "d2" }));
            Assert.That(ranking.Lists.Keys, Is.EquivalentTo(new[] { "control", "treatment" }));
            Assert.That((control.IsShown, control.Duration, control.ModelId, control.Fallback, control.Cache), Is.EqualTo((true, TimeSpan.FromMilliseconds(12.5), "m", "late", "hit")));
            Assert.That((control.DocumentIds, control.Scores), Is.EqualTo((new[] { "d1", "d2" }, new double?[] { 1.5, null })));
            Assert.That((control.RankOf("d2"), control.RankOf("d3")), Is.EqualTo(((int?)2, (int?)null)));
            Assert.That((contents.ClickCount, contents.LostClicks, contents.CutLines), Is.EqualTo((3, Array.Empty<LostClick>(), Array.Empty<string>())));
        }
    }

    [Test]
    public void ClicksOnWhatIsNotThereAreTold()
    {
        string log = _files.Write("log.jsonl", Ranking);
        string clicks = _files.Write("clicks.jsonl", """
            {"request":"r9","document":"d1"}
            {"request":"r1","document":"d9"}
            {"request":"r1","document":"d1"}
            """);
        RankingLogContents contents = RankingLogFile.Read([log], [clicks]);
        Assert.That(contents.LostClicks, Is.EqualTo(new[] { new LostClick(clicks, 1, "r9", "d1", false), new LostClick(clicks, 2, "r1", "d9", true) }));
        Assert.That(contents.Rankings.Single().Clicks, Is.EqualTo(new[] { "d1" }));
    }

    [Test]
    public void ALastLineThatIsCutIsLeftOutAndToldWhereverTheCutIs()
    {
        byte[] whole = Encoding.UTF8.GetBytes($"{Ranking}\n{Other}");
        int first = Encoding.UTF8.GetByteCount(Ranking) + 1;
        for (int length = first + 1; length < whole.Length; length++)
        {
            string path = _files.Write("cut.jsonl", whole[..length]);
            RankingLogContents contents = RankingLogFile.Read([path]);
            Assert.That(contents.Rankings.Single().Lists, Has.Count.EqualTo(1), $"{length}");
            Assert.That(contents.CutLines, Is.EqualTo(new[] { $"{path}(2)" }), $"{length}");
        }

        Assert.That(RankingLogFile.Read([_files.Write("whole.jsonl", whole)]).Rankings.Single().Lists, Has.Count.EqualTo(2));
    }

    [Test]
    public void ACutLineInTheMiddleIsAnError() =>
        Refused($"{Ranking[..50]}\n{Other}\n", 1, "ends in its middle, and others follow it");

    [TestCase("not json", "Expected an object of JSON")]
    [TestCase("[1]", "Expected an object of JSON")]
    [TestCase("null", "Expected an object of JSON")]
    [TestCase("r1\td1", "Expected an object of JSON")]
    [TestCase("""{"type":"ranking","request":"r1"}x""", "Expected an object of JSON")]
    [TestCase("""{"type":"sale","request":"r1"}""", "type is 'sale'; allowed is ranking or click")]
    [TestCase("""{"type":"click","document":"d1"}""", "request is missing or empty; docs/online.md")]
    [TestCase("""{"type":"click","request":"r1","doc":"d1"}""", "document is missing or empty")]
    [TestCase("""{"type":"click","request":7,"document":"d1"}""", "request is not of its type")]
    [TestCase("""{"request":"r1","lists":[]}""", "time is missing")]
    [TestCase("""{"time":"yesterday","request":"r1","lists":[]}""", "time is 'yesterday'; expected a time such as")]
    [TestCase("""{"time":"2026-11-29","request":"r1"}""", "lists is missing; expected [{")]
    [TestCase("""{"time":"2026-11-29","request":"r1","lists":[{"documents":["d"]}]}""", "name (of a list) is missing")]
    [TestCase("""{"time":"2026-11-29","request":"r1","lists":[{"name":"a"}]}""", "The list 'a' has no documents")]
    [TestCase("""{"time":"2026-11-29","request":"r1","lists":[{"name":"a","documents":["d",null]}]}""", "an id among the documents of 'a' is missing")]
    [TestCase("""{"time":"2026-11-29","request":"r1","lists":[{"name":"a","documents":["d",7]}]}""", "lists[0].documents[1] is not of its type")]
    [TestCase("""{"time":"2026-11-29","request":"r1","lists":[{"name":"a","documents":["d"],"scores":[1,2]}]}""", "has 1 documents and 2 scores")]
    [TestCase("""{"time":"2026-11-29","request":"r1","lists":[{"name":"a","documents":["d"],"milliseconds":-1}]}""", "has -1 milliseconds")]
    [TestCase("""{"time":"2026-11-29","request":"r1","lists":[{"name":"a","documents":["d"],"teams":["b"]}]}""", "teams has 'b', which is not one of the lists: control, a")]
    [TestCase("""{"time":"2026-11-29","request":"r1","lists":[{"name":"control","documents":["d9"]}]}""", "request 'r1' has another list named 'control' already")]
    public void ABadLineIsNamedWithFileAndLine(string line, string words) => Refused($"{Ranking}\n{line}\n{Other}\n", 2, words);

    [Test]
    public void TheSameLineTwiceIsOneCall()
    {
        string path = _files.Write("log.jsonl", $"{Ranking}\n");
        Assert.That(RankingLogFile.Read([path, path]).Rankings, Has.Count.EqualTo(1));
    }

    [Test]
    public void GzipAndUtf16WithAMarkAreReadAndUtf16WithoutIsNamed()
    {
        Assert.That(RankingLogFile.Read([_files.Write("log.gz", TextFile.Gzip(Ranking))]).Rankings, Has.Count.EqualTo(1));
        Assert.That(RankingLogFile.Read([_files.Write("utf16.jsonl", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Ranking)])]).Rankings, Has.Count.EqualTo(1));
        string path = _files.Write("bare.jsonl", Encoding.Unicode.GetBytes(Ranking));
        Assert.That(() => RankingLogFile.Read([path]), Throws.TypeOf<EvaluationFormatException>().With.Message.StartsWith($"{path}(1): ").And.Message.Contains("UTF-16"));
    }

    [Test]
    public void AFolderIsNoFile() =>
        Assert.That(() => RankingLogFile.Read([_files.Root]), Throws.TypeOf<IOException>().With.Message.Contains("is a folder"));

    [Test]
    public void ALogIsReadWhileItIsWritten()
    {
        string path = _files["log.jsonl"];
        using var writer = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        writer.Write(Encoding.UTF8.GetBytes($"{Ranking}\n{{\"type\""));
        writer.Flush();
        Assert.That(RankingLogFile.Read([path]).CutLines, Is.EqualTo(new[] { $"{path}(2)" }));
    }

    private void Refused(string text, int line, string words)
    {
        string path = _files.Write("log.jsonl", text);
        Assert.That(() => RankingLogFile.Read([path]), Throws.TypeOf<EvaluationFormatException>().With.Message.StartsWith($"{path}({line}): ").And.Message.Contains(words));
    }
}
