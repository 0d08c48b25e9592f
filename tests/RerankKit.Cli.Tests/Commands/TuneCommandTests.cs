using System.Text.Json;

namespace RerankKit.Cli.Tests.Commands;

public sealed class TuneCommandTests : FileTests
{
    private string _qrels = "";
    private string _good = "";
    private string _bad = "";

    [SetUp]
    public void SetUp()
    {
        string[] queries = [.. Enumerable.Range(1, 20).Select(i => $"q{i}")];
        _qrels = Files.Write("qrels.txt", [.. queries.Select(query => $"{query} 0 a 1")]);
        _good = Files.WriteRun("good.run", [.. queries.Select(query => $"{query}: a=3 b=2 c=1")]);
        _bad = Files.WriteRun("bad.run", [.. queries.Select(query => $"{query}: c=3 b=2 a=1")]);
    }

    [Test]
    public async Task TheRunThatIsAlwaysRightGetsTheWeight()
    {
        JsonElement json = (await Tune("--json")).Json;
        JsonElement[] runs = [.. json.GetProperty("runs").EnumerateArray()];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(json.EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "metric", "runs", "folds", "test", "equalWeights", "train", "pValue" }));
            Assert.That(runs.Select(run => run.GetProperty("run").GetString()), Is.EqualTo(new[] { "good.run", "bad.run" }));
            Assert.That(runs[0].GetProperty("weight").GetDouble(), Is.GreaterThan(runs[1].GetProperty("weight").GetDouble()));
            Assert.That(json.GetProperty("test").GetProperty("mean").GetDouble(), Is.EqualTo(1));
            Assert.That(json.GetProperty("equalWeights").GetProperty("mean").GetDouble(), Is.LessThan(1));
            Assert.That(json.GetProperty("folds").GetInt32(), Is.EqualTo(5));
        }
    }

    [Test]
    public async Task TheReportEndsWithTheOptionsToUse()
    {
        ToolRun tool = await Tune();
        Assert.That(tool.Output, Does.Match(@"good\.run +0\.\d").And.Match(@"Tuning is worth it \(p = <0\.0001\): --method convex --weights 0\.\d+,0\.\d+\n$"));
    }

    [Test]
    public async Task NoGainIsCalledNoGain()
    {
        string same = Files.Write("same.run", await File.ReadAllLinesAsync(_good));
        ToolRun tool = (await ToolRun.Of("tune", "--qrels", _qrels, "--metric", "rr@10", _good, same)).Succeeded();
        Assert.That(tool.Output, Does.Contain("Keep equal weights."));
    }

    [Test]
    public async Task MoreFoldsThanQueriesAreRefused() =>
        (await ToolRun.Of("tune", "--qrels", _qrels, "--metric", "rr@10", "--folds", "21", _good, _bad)).Refused("20 judged queries", "21 folds");

    [Test]
    public async Task AMethodWithoutWeightsIsRefused() =>
        (await ToolRun.Of("tune", "--qrels", _qrels, "--metric", "rr@10", "--method", "comb-max", _good, _bad)).Refused("takes no weights");

    [Test]
    public async Task OneRunIsNotEnough() => (await ToolRun.Of("tune", "--qrels", _qrels, "--metric", "rr@10", _good)).Refused("only one run");

    [TestCase("--folds", "1")]
    [TestCase("--steps", "0")]
    public async Task AnOptionOutOfRangeIsNamed(string option, string value) =>
        (await ToolRun.Of("tune", "--qrels", _qrels, "--metric", "rr@10", option, value, _good, _bad)).Refused(option, value);

    private async Task<ToolRun> Tune(params string[] more) =>
        (await ToolRun.Of(["tune", "--qrels", _qrels, "--metric", "rr@10", .. more, _good, _bad])).Succeeded();
}
