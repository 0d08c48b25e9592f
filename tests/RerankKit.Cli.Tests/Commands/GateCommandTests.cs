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
