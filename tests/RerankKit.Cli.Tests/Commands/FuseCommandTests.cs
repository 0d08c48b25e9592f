using RerankKit.Evaluation;

namespace RerankKit.Cli.Tests.Commands;

public sealed class FuseCommandTests : FileTests
{
    private string _first = "";
    private string _second = "";
    private string _output = "";

    [SetUp]
    public void SetUp()
    {
        _first = Files.WriteRun("first.run", "q1: a=9 b=5 c=1");
        _second = Files.WriteRun("second.run", "q1: c=30 a=20");
        _output = Files["fused.run"];
    }

    [Test]
    public async Task ReciprocalRankFusionWithKOf60IsTheDefault()
    {
        ToolRun tool = (await ToolRun.Of("fuse", "--output", _output, _first, _second)).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Fused(), Is.EqualTo(new[] { ("a", (1.0 / 61) + (1.0 / 62)), ("c", (1.0 / 63) + (1.0 / 61)), ("b", 1.0 / 62) }).Within(1e-15));
            Assert.That(File.ReadAllText(_output), Does.StartWith("q1 Q0 a 1 0.03252247488101534 rrf\n"));
            Assert.That(tool.Output, Is.Empty);
            Assert.That(tool.Error, Does.Contain("Fused 2 runs with rrf: 1 query, 3 lines"));
        }
    }

    [Test]
    public async Task KAndWeightsChangeTheScores()
    {
        (await ToolRun.Of("fuse", "--method", "rrf", "--k", "0", "--weights", "1,2", "--output", _output, _first, _second)).Succeeded();
        Assert.That(Fused(), Is.EqualTo(new[] { ("c", (1.0 / 3) + 2), ("a", 1 + (2.0 / 2)), ("b", 0.5) }).Within(1e-15));
    }

    [TestCase("comb-sum", "min-max", new[] { 1.0, 1.0, 0.5 })]
    [TestCase("combsum", "min-max", new[] { 1.0, 1.0, 0.5 })]
    [TestCase("CombMNZ", "minmax", new[] { 2.0, 2.0, 0.5 })]
    [TestCase("convex", "min-max", new[] { 0.5, 0.5, 0.25 })]
    [TestCase("comb-max", "none", new[] { 30.0, 20.0, 5.0 })]
    public async Task ScoresAreNormalisedAndCombined(string method, string norm, double[] expected)
    {
        (await ToolRun.Of("fuse", "--method", method, "--norm", norm, "--output", _output, _first, _second)).Succeeded();
        Assert.That(Fused().Select(item => item.Score), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public async Task EveryMethodHasANameWithAndWithoutHyphens(
        [Values("rrf", "comb-sum", "comb-mnz", "comb-min", "comb-max", "comb-med", "comb-anz", "convex", "isr", "logn-isr", "rbc", "borda", "condorcet")] string method)
    {
        (await ToolRun.Of("fuse", "--method", method, "--output", _output, _first, _second)).Succeeded();
        (await ToolRun.Of("fuse", "--method", method.Replace("-", "", StringComparison.Ordinal), "--output", Files["plain.run"], _first, _second)).Succeeded();
        Assert.That(Fused(), Has.Length.EqualTo(3));
        Assert.That(File.ReadAllText(Files["plain.run"]), Is.EqualTo(File.ReadAllText(_output)));
    }

    [Test]
    public void EveryMethodAndNormalisationOfTheLibraryCanBeNamed()
    {
        string help = Help().Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        foreach (FusionMethod method in Enum.GetValues<FusionMethod>())
        {
            string name = method == FusionMethod.ConvexCombination ? "convex" : method.ToString();
            Assert.That(help, Does.Contain(name.ToUpperInvariant()));
        }

        foreach (ScoreNormalization norm in Enum.GetValues<ScoreNormalization>())
        {
            Assert.That(help, Does.Contain(norm.ToString().ToUpperInvariant()));
        }

        static string Help() => ToolRun.Of("fuse", "--help").GetAwaiter().GetResult().Succeeded().Output;
    }

    [Test]
    public async Task AQueryThatARunLacksIsFusedFromTheOthersWithAWarning()
    {
        string third = Files.WriteRun("third.run", "q2: z=1", "q1: a=1");
        ToolRun tool = (await ToolRun.Of("fuse", "--output", _output, _first, third)).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(RunFile.Read(_output).QueryIds, Is.EqualTo(new[] { "q1", "q2" }));
            Assert.That(tool.Error, Does.Contain("warning: first.run lacks 1 of 2 queries, fused from the other runs: 'q2'"));
        }
    }

    [Test]
    public async Task DepthCutsWhatGoesInAndWhatComesOut()
    {
        (await ToolRun.Of("fuse", "--depth", "1", "--output", _output, _first, _second)).Succeeded();
        Assert.That(Fused(), Is.EqualTo(new[] { ("a", 1.0 / 61) }).Within(1e-15), "a and c tie; a leads the first run");
    }

    [Test]
    public async Task EqualScoresKeepTheOrderOfTheirRun()
    {
        string tied = Files.Write("tied.run", "q1 Q0 c 3 9.5 t", "q1 Q0 a 1 9.5 t", "q1 Q0 b 2 9.5 t");
        string close = Files.Write("close.run", "q1 Q0 y 1 10.553198804 t", "q1 Q0 z 2 10.553197861 t");
        (await ToolRun.Of("fuse", "--weights", "2,1", "--output", _output, tied, close)).Succeeded();
        Assert.That(Fused().Select(item => item.Id), Is.EqualTo(new[] { "a", "b", "c", "y", "z" }));
    }

    [Test]
    public async Task IdsWithBlanksAreWrittenBetweenTabs()
    {
        string first = Files.Write("blanks.run", "my q\tQ0\tmy doc\t1\t9.0\tt", "my q\tQ0\td\t2\t8.0\tt");
        (await ToolRun.Of("fuse", "--output", _output, first, _second)).Succeeded();
        Assert.That(RunFile.Read(_output)["my q"].Select(document => document.Id), Is.EqualTo(new[] { "my doc", "d" }));
        Assert.That(File.ReadAllText(_output), Does.StartWith("my q\tQ0\tmy doc\t1\t"));
    }

    [Test]
    public async Task RunsAreOrderedByScoreWhateverTheirLinesSay()
    {
        string shuffled = Files.WriteRun("shuffled.run", "q1: c=1 a=9 b=5");
        (await ToolRun.Of("fuse", "--output", _output, shuffled, _second)).Succeeded();
        Assert.That(Fused()[0], Is.EqualTo(("a", (1.0 / 61) + (1.0 / 62))));
    }

    [Test]
    public async Task DashWritesTheRunToStandardOutputAndNothingElse()
    {
        ToolRun tool = (await ToolRun.Of("fuse", "--output", "-", "--tag", "both", _first, _second)).Succeeded();
        Assert.That(tool.Lines, Has.Length.EqualTo(3).And.All.Match(@"^q1 Q0 [abc] [123] 0\.\d+ both$"));
    }

    [Test]
    public async Task AnOutputThatEndsInGzIsPacked()
    {
        (await ToolRun.Of("fuse", "--output", Files["fused.run.gz"], _first, _second)).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllBytes(Files["fused.run.gz"])[..2], Is.EqualTo(new byte[] { 0x1f, 0x8b }));
            Assert.That(RunFile.Read(Files["fused.run.gz"])["q1"], Has.Count.EqualTo(3));
        }
    }

    [Test]
    public async Task AWrongNumberOfWeightsIsRefusedWithTheRuns() =>
        (await ToolRun.Of("fuse", "--weights", "1,2,3", "--output", _output, _first, _second)).Refused("--weights has 3 entries for 2 runs (first.run, second.run)");

    [Test]
    public async Task WeightsForAMethodWithoutWeightsAreRefused()
    {
        (await ToolRun.Of("fuse", "--method", "comb-max", "--weights", "1,2", "--output", _output, _first, _second)).Refused("CombMax takes no weights");
        Assert.That(File.Exists(_output), Is.False);
    }

    [TestCase("--k", "-1", "0 or more")]
    [TestCase("--k", "1.5", "whole number")]
    [TestCase("--weights", "1;2", "number")]
    [TestCase("--weights", "0,0", "above 0")]
    [TestCase("--phi", "1", "below 1")]
    [TestCase("--sigma", "2", "0 to 1")]
    [TestCase("--depth", "0", "1 or more")]
    [TestCase("--method", "magic", "comb-mnz")]
    [TestCase("--norm", "softmax", "z-score")]
    [TestCase("--missing", "maybe", "excluded")]
    [TestCase("--tag", "two words", "whitespace")]
    public async Task AnOptionOutOfRangeIsNamedWithWhatIsAllowed(string option, string value, string allowed) =>
        (await ToolRun.Of("fuse", option, value, "--output", _output, _first, _second)).Refused(option, value, allowed);

    [Test]
    public async Task OneRunIsNotEnough() => (await ToolRun.Of("fuse", "--output", _output, _first)).Refused("only one run", "first.run");

    [Test]
    public async Task AFolderThatDoesNotExistIsRefusedBeforeTheWork() =>
        (await ToolRun.Of("fuse", "--output", Files["nowhere/fused.run"], _first, _second)).Refused("--output", "nowhere", "Create it");

    [Test]
    public async Task AFolderAsOutputIsRefused() => (await ToolRun.Of("fuse", "--output", Files.Folder, _first, _second)).Refused("is a folder");

    [Test]
    public async Task AnEmptyRunIsRefused() => (await ToolRun.Of("fuse", "--output", _output, _first, Files.Write("empty.run"))).Refused("empty.run", "no line");

    private (string Id, double Score)[] Fused() => [.. RunFile.Read(_output)["q1"].Select(document => (document.Id, document.Score))];
}
