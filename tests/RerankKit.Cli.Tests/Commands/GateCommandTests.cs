namespace RerankKit.Cli.Tests.Commands;

public sealed class GateCommandTests : FileTests
{
    private string _qrels = "";
    private string _good = "";
    private string _bad = "";

    [SetUp]
    public void SetUp()
    {
        _qrels = Files.Write("qrels.txt", "q1 0 a 1", "q2 0 b 1");
        _good = Files.WriteRun("good.run", "q1: a=3 x=2", "q2: b=2 y=1");
        _bad = Files.WriteRun("bad.run", "q1: x=3 a=2", "q2: b=2 y=1");
    }

    [TestCase("0.02", 1, "FAILED: rr@10 went from 1 to 0.75 over 2 queries, a drop of 0.25")]
    [TestCase("0.25", 0, "PASSED: rr@10 went from 1 to 0.75 over 2 queries, a drop of 0.25")]
    [TestCase("0.5", 0, "PASSED: ")]
    public async Task ADropOfMoreThanIsAllowedFails(string maxDrop, int exitCode, string verdict)
    {
        ToolRun tool = await Gate(_good, _bad, "--max-drop", maxDrop);
        Assert.That(tool.ExitCode, Is.EqualTo(exitCode));
        Assert.That(tool.Output, Does.StartWith(verdict));
    }

    [Test]
    public async Task AGainPassesWithoutAnyDropAllowed() => Assert.That((await Gate(_bad, _good)).ExitCode, Is.Zero);

    [Test]
    public async Task TheSameRunPasses() => Assert.That((await Gate(_good, _good)).ExitCode, Is.Zero);

    [Test]
    public async Task OneMetricIsTakenUnderEitherSpellingAndNoMore()
    {
        string[] gate = ["gate", "--qrels", _qrels, "--baseline", _good, "--candidate", _good, "--metrics"];
        (await ToolRun.Of([.. gate, "rr@10"])).Succeeded();
        (await ToolRun.Of([.. gate, "rr@10,map"])).Refused("this command looks at one metric, and these are 2");
    }

    [Test]
    public async Task JsonTellsTheVerdictAndItsNumbers()
    {
        ToolRun tool = await Gate(_good, _bad, "--max-drop", "0.02", "--json");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(1));
            Assert.That(tool.Json.GetProperty("passed").GetBoolean(), Is.False);
            Assert.That(tool.Json.GetProperty("reason").GetString(), Does.Contain("0.25"));
            Assert.That(tool.Json.GetProperty("metric").GetString(), Is.EqualTo("rr@10"));
            Assert.That(tool.Json.GetProperty("drop").GetDouble(), Is.EqualTo(0.25));
            Assert.That(tool.Json.GetProperty("maxDrop").GetDouble(), Is.EqualTo(0.02));
            Assert.That(tool.Json.GetProperty("queries").GetInt32(), Is.EqualTo(2));
            Assert.That(tool.Json.GetProperty("losses").GetInt32(), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task ADropThatIsNotSignificantPassesWhenSignificanceIsAskedFor()
    {
        ToolRun tool = await Gate(_good, _bad, "--significance", "0.05");
        Assert.That(tool.ExitCode, Is.Zero);
        Assert.That(tool.Output, Does.Contain("not significant"));
    }

    [Test]
    public async Task ARunNoneOfWhoseDocumentsIsJudgedIsRefusedInsteadOfGoingFromZeroToZero()
    {
        string blind = Files.WriteRun("blind.run", "q1: doc-a=3", "q2: doc-b=2");
        foreach ((string before, string after) in new[] { (blind, blind), (_good, blind), (blind, _good) })
        {
            ToolRun tool = await Gate(before, after, "--max-drop", "1");
            using (Assert.EnterMultipleScope())
            {
                Assert.That(tool.ExitCode, Is.EqualTo(2));
                Assert.That(tool.Output, Is.Empty);
                Assert.That(tool.Error, Does.Contain("for query 'q1' it holds 'doc-a', judged are 'a'"));
                Assert.That(tool.Error, Does.Contain("error: None of the documents of run 'blind.run' is judged"));
            }
        }
    }

    [Test]
    public async Task ADocumentWithTheIdOfItsQueryIsIgnoredOnRequest()
    {
        string self = Files.WriteRun("self.run", "q1: q1=9 a=3 x=2", "q2: b=2 y=1");
        Assert.That((await Gate(_good, self, "--same-pool")).ExitCode, Is.EqualTo(1));
        Assert.That((await Gate(_good, self, "--same-pool", "--ignore-identical-ids")).ExitCode, Is.Zero);
    }

    [TestCase("0.7", 0)]
    [TestCase("0.8", 1)]
    public async Task TheFloorHoldsWhateverTheBaselineHas(string floor, int exitCode) =>
        Assert.That((await Gate(_bad, _bad, "--floor", floor)).ExitCode, Is.EqualTo(exitCode));

    [Test]
    public async Task AnotherPoolFailsWhenTheSameOneIsRequired()
    {
        string other = Files.WriteRun("other.run", "q1: a=3", "q2: b=2 y=1");
        Assert.That((await Gate(_good, other)).ExitCode, Is.Zero);
        ToolRun tool = await Gate(_good, other, "--same-pool");
        Assert.That(tool.ExitCode, Is.EqualTo(1));
        Assert.That(tool.Output, Does.Contain("1 lost, 0 added"));
    }

    [Test]
    public async Task AQueryThatTheCandidateLacksCountsAgainstIt()
    {
        string half = Files.WriteRun("half.run", "q1: a=3 x=2");
        ToolRun tool = await Gate(_good, half, "--max-drop", "0.4");
        Assert.That(tool.ExitCode, Is.EqualTo(1));
        Assert.That(tool.Error, Does.Contain("half.run does not answer 1 query"));
    }

    [Test]
    public async Task CollectionsAndClassesAreJudgedOneByOneAndTheQueriesBehindADropAreShown()
    {
        string classes = Files.Write("classes.tsv", "q1\tshort", "q2\tlong one");
        string others = Files.Write("others.txt", "p1 0 c 1");
        string other = Files.WriteRun("other.run", "p1: c=1");
        Files.Write("dataset/corpus.jsonl", """{"_id":"a","text":"a"}""");
        string dataset = Path.GetDirectoryName(Files.Write("dataset/queries.jsonl", """{"_id":"q1","text":"a | b"}""", """{"_id":"q2","text":"two"}"""))!;
        string summary = Files["summary.md"];
        string[] arguments =
        [
            "gate", "--qrels", _qrels, others, "--baseline", _good, other, "--candidate", _bad, other, "--classes", classes, Files.Write("p.tsv", "p1 all"),
            "--dataset", dataset, dataset, "--metric", "rr@10", "--min-class-queries", "1", "--max-drop", "0.02", "--summary", summary,
        ];
        ToolRun tool = await ToolRun.Of(arguments);
        string[][] rows = [.. tool.Lines.Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.ExitCode, Is.EqualTo(1), tool.Error);
            Assert.That(tool.Lines[0], Is.EqualTo("FAILED: qrels.txt: rr@10 went from 1 to 0.75 over 2 queries, a drop of 0.25 where a drop of 0.02 is allowed. "
                + "qrels.txt, short: rr@10 went from 1 to 0.5 over 1 queries, a drop of 0.5 where a drop of 0.02 is allowed."));
            Assert.That(rows.Select(row => (row[0], row[^1])), Does.Contain(("qrels.txt, short", "FAILED")).And.Contain(("qrels.txt, long one", "passed")).And.Contain(("others.txt, all", "passed")));
            Assert.That(rows.Count(row => row is ["q1", "1.0000", "0.5000", "-0.5000", "a | b"]), Is.EqualTo(2));
            string[] markdown = await File.ReadAllLinesAsync(summary);
            Assert.That(markdown[0], Is.EqualTo("### Ranking gate failed: rr@10"));
            Assert.That(markdown, Does.Contain("| q1 | 1.0000 | 0.5000 | -0.5000 | a \\| b |"));
        }

        ToolRun json = await ToolRun.Of([.. arguments, "--json"]);
        Assert.That(json.Json.GetProperty("groups").EnumerateArray().Select(group => (group.GetProperty("class").GetString(), group.GetProperty("passed").GetBoolean())),
            Is.EqualTo(new[] { (null, false), ("short", false), ("long one", true), (null, true), ("all", true) }));
        Assert.That(json.Json.GetProperty("groups")[0].GetProperty("causes")[0].GetProperty("query").GetString(), Is.EqualTo("q1"));
        Assert.That((await File.ReadAllLinesAsync(summary)).Count(line => line.StartsWith("### ", StringComparison.Ordinal)), Is.EqualTo(2), "a summary is added to");
    }

    [Test]
    public async Task ASmallDropThatIsProvenFailsOnRequest()
    {
        string[] judged = [.. Enumerable.Range(10, 60).Select(i => $"q{i} 0 a 1")];
        string qrels = Files.Write("many.txt", judged);
        string good = Files.WriteRun("many-good.run", [.. Enumerable.Range(10, 60).Select(i => $"q{i}: a=2 x=1")]);
        string bad = Files.WriteRun("many-bad.run", [.. Enumerable.Range(10, 60).Select(i => i < 20 ? $"q{i}: x=2 a=1" : $"q{i}: a=2 x=1")]);
        string[] gate = ["gate", "--qrels", qrels, "--baseline", good, "--candidate", bad, "--metric", "rr@10", "--max-drop", "0.1"];
        Assert.That((await ToolRun.Of(gate)).ExitCode, Is.Zero);
        ToolRun tool = await ToolRun.Of([.. gate, "--or-significant", "0.05"]);
        Assert.That(tool.ExitCode, Is.EqualTo(1));
        Assert.That(tool.Output, Does.Contain("but the drop is significant"));
    }

    [Test]
    public async Task FilesThatDoNotBelongTogetherAreRefusedOrNamed()
    {
        (await Gate(_good, _bad, "--classes", Files.Write("a.tsv", "q1 x"), Files.Write("b.tsv", "q2 x"))).Refused("--classes names 2 files and --qrels 1");
        ToolRun tool = await Gate(_good, _good, "--classes", Files.Write("c.tsv", "q1 x", "q9 x"));
        Assert.That(tool.Error, Does.Contain("1 query without judgements, ignored: 'q9'").And.Contain("1 judged query is in no class").And.Contain("'q2'"));
        (await Gate(_good, _good, "--classes", Files.Write("d.tsv", "q1 x", "q2"))).Refused("d.tsv", "2", "Expected a query and its class");
    }

    [TestCase("--or-significant", "1", "less than 1")]
    [TestCase("--min-class-queries", "0", "1 or more")]
    [TestCase("--max-drop", "-0.1", "0 or more")]
    [TestCase("--max-drop", "0,1", "number")]
    [TestCase("--significance", "5", "less than 1")]
    [TestCase("--metric", "magic", "ndcg@k")]
    public async Task AnOptionOutOfRangeIsNamedWithWhatIsAllowed(string option, string value, string allowed)
    {
        string[] metric = option == "--metric" ? [] : ["--metric", "rr@10"];
        (await ToolRun.Of(["gate", "--qrels", _qrels, "--baseline", _good, "--candidate", _bad, option, value, .. metric])).Refused(option, value, allowed);
    }

    [Test]
    public async Task BadInputIsNotAFailedGate() =>
        (await Gate(_good, Files["nowhere.run"])).Refused("nowhere.run");

    private Task<ToolRun> Gate(string baseline, string candidate, params string[] more) =>
        ToolRun.Of(["gate", "--qrels", _qrels, "--baseline", baseline, "--candidate", candidate, "--metric", "rr@10", .. more]);
}
