using System.Text.Json;

namespace RerankKit.Cli.Tests.Commands;

public sealed class CompareCommandTests : FileTests
{
    private string _qrels = "";
    private string _before = "";
    private string _after = "";

    [SetUp]
    public void SetUp()
    {
        _qrels = Files.Write("qrels.txt", "q1 0 a 1", "q2 0 b 1", "q3 0 c 1");
        _before = Files.WriteRun("before.run", "q1: x=3 a=2", "q2: b=1 y=0.5", "q3: c=2 z=1");
        _after = Files.WriteRun("after.run", "q1: a=3 x=2", "q2: y=1 b=0.5", "q3: c=2 z=1");
    }

    [Test]
    public async Task JsonTellsMeansCountsAndSignificance()
    {
        JsonElement json = (await Compare("--metrics", "hit@1", "--json")).Json;
        JsonElement metric = json.GetProperty("metrics").GetProperty("hit@1");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(json.EnumerateObject().Select(member => member.Name), Is.EqualTo(
                new[] { "baseline", "candidate", "queries", "metrics", "pool", "missingInBaseline", "missingInCandidate" }));
            Assert.That(json.GetProperty("baseline").GetString(), Is.EqualTo("before.run"));
            Assert.That(json.GetProperty("queries").GetInt32(), Is.EqualTo(3));
            Assert.That(json.GetProperty("pool").GetRawText(), Is.EqualTo("""{"same":true,"lost":0,"added":0,"queries":0}"""));
            Assert.That(metric.EnumerateObject().Select(member => member.Name), Is.EqualTo(
                new[] { "baseline", "candidate", "difference", "relativeDifference", "wins", "ties", "losses", "pValues", "interval", "effectSize", "oracle" }));
            Assert.That(metric.GetProperty("baseline").GetDouble(), Is.EqualTo(2.0 / 3).Within(1e-15));
            Assert.That(metric.GetProperty("difference").GetDouble(), Is.Zero);
            Assert.That(metric.GetProperty("wins").GetInt32(), Is.EqualTo(1));
            Assert.That(metric.GetProperty("ties").GetInt32(), Is.EqualTo(1));
            Assert.That(metric.GetProperty("losses").GetInt32(), Is.EqualTo(1));
            Assert.That(metric.GetProperty("pValues").GetProperty("studentT").GetDouble(), Is.EqualTo(1));
            Assert.That(metric.GetProperty("oracle").GetDouble(), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task PerQueryJsonHoldsBothValuesOfEveryQuery()
    {
        JsonElement json = (await Compare("--metrics", "rr@10", "--per-query", "--json")).Json;
        Assert.That(json.GetProperty("perQuery").GetRawText(), Is.EqualTo(
            """{"q1":{"rr@10":{"baseline":0.5,"candidate":1,"difference":0.5}},"q2":{"rr@10":{"baseline":1,"candidate":0.5,"difference":-0.5}},"q3":{"rr@10":{"baseline":1,"candidate":1,"difference":0}}}"""));
    }

    [Test]
    public async Task ABaselineOfZeroHasNoLift()
    {
        string nothing = Files.WriteRun("nothing.run", "q1: x=1", "q2: x=1", "q3: x=1");
        JsonElement json = (await ToolRun.Of("compare", "--qrels", _qrels, "--baseline", nothing, "--candidate", _after, "--metrics", "rr@10", "--json")).Succeeded().Json;
        Assert.That(json.GetProperty("metrics").GetProperty("rr@10").GetProperty("relativeDifference").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task TheReportShowsTheTableThePoolAndTheExtremes()
    {
        ToolRun tool = await Compare("--metrics", "rr@10");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.Output, Does.Contain("before.run -> after.run, 3 queries"));
            Assert.That(tool.Output, Does.Match(@"rr@10 +0\.8333 +0\.8333 +0\.0000 +0\.0 % +1/1/1 +1\.0000 +1\.0000 +1\.0000"));
            Assert.That(tool.Output, Does.Contain("Both runs hold the same documents for every query."));
            Assert.That(tool.Output, Does.Match(@"most improved[^q]+q1 +0\.5000 +1\.0000 +\+0\.5000"));
            Assert.That(tool.Output, Does.Match(@"most worsened[^q]+q2 +1\.0000 +0\.5000 +-0\.5000"));
        }
    }

    [Test]
    public async Task DocumentsThatWereLostOrAddedAreCounted()
    {
        string other = Files.WriteRun("other.run", "q1: a=3 n=2", "q2: b=1", "q3: c=2 z=1");
        ToolRun tool = (await ToolRun.Of("compare", "--qrels", _qrels, "--baseline", _before, "--candidate", other)).Succeeded();
        Assert.That(tool.Output, Does.Contain("The runs do not hold the same documents: 2 lost and 1 added in 2 queries ('q1', 'q2')."));
    }

    [Test]
    public async Task AQueryThatOneRunLacksCountsAsZeroWithAWarning()
    {
        string half = Files.WriteRun("half.run", "q1: a=1");
        ToolRun tool = (await ToolRun.Of("compare", "--qrels", _qrels, "--baseline", _before, "--candidate", half, "--metrics", "rr@10", "--json")).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.Json.GetProperty("metrics").GetProperty("rr@10").GetProperty("candidate").GetDouble(), Is.EqualTo(1.0 / 3).Within(1e-15));
            Assert.That(tool.Json.GetProperty("missingInCandidate").GetRawText(), Is.EqualTo("""["q2","q3"]"""));
            Assert.That(tool.Error, Does.Contain("half.run does not answer 2 queries, counted as 0: 'q2', 'q3'"));
        }
    }

    [Test]
    public async Task ARunComparedWithItselfDoesNotDiffer()
    {
        ToolRun tool = (await ToolRun.Of("compare", "--qrels", _qrels, "--baseline", _before, "--candidate", _before, "--metrics", "map", "--json")).Succeeded();
        JsonElement metric = tool.Json.GetProperty("metrics").GetProperty("map");
        Assert.That(metric.GetProperty("ties").GetInt32(), Is.EqualTo(3));
        Assert.That(metric.GetProperty("pValues").GetProperty("randomisation").GetDouble(), Is.EqualTo(1));
    }

    [Test]
    public async Task TheSameSeedGivesTheSameOutput()
    {
        ToolRun first = await Compare("--seed", "7", "--json");
        ToolRun second = await Compare("--seed", "7", "--json");
        Assert.That(second.Output, Is.EqualTo(first.Output));
    }

    [Test]
    public async Task TooFewPermutationsAreRefused() =>
        (await ToolRun.Of("compare", "--qrels", _qrels, "--baseline", _before, "--candidate", _after, "--permutations", "10")).Refused("--permutations", "10,000 or more");

    [Test]
    public async Task ACountCannotBeCompared() =>
        (await ToolRun.Of("compare", "--qrels", _qrels, "--baseline", _before, "--candidate", _after, "--metrics", "num_ret")).Refused("num_ret", "count");

    private async Task<ToolRun> Compare(params string[] more) =>
        (await ToolRun.Of(["compare", "--qrels", _qrels, "--baseline", _before, "--candidate", _after, .. more])).Succeeded();
}
