namespace RerankKit.Cli.Tests.Commands;

public sealed class EvalCommandTests : FileTests
{
    private string _qrels = "";
    private string _run = "";

    [SetUp]
    public void SetUp()
    {
        _qrels = Files.Write("qrels.txt", "q1 0 a 1", "q1 0 b 0", "q2 0 c 2");
        _run = Files.WriteRun("one.run", "q1: b=2 a=1", "q2: c=5");
    }

    [Test]
    public async Task JsonHasExactlyTheDocumentedShape()
    {
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, "--metrics", "rr@10,p@5,hit@1,map", "--json")).Succeeded();
        Assert.That(tool.Output, Is.EqualTo("""{"runs":[{"run":"one.run","queries":2,"metrics":{"rr@10":0.75,"p@5":0.2,"hit@1":0.5,"map":0.75}}]}""" + "\n"));
        Assert.That(tool.Error, Is.Empty);
    }

    [Test]
    public async Task PerQueryAddsTheQueriesToTheJson()
    {
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, "--metrics", "rr@10", "--per-query", "--json")).Succeeded();
        Assert.That(tool.Output, Is.EqualTo("""{"runs":[{"run":"one.run","queries":2,"metrics":{"rr@10":0.75},"perQuery":{"q1":{"rr@10":0.5},"q2":{"rr@10":1}}}]}""" + "\n"));
    }

    [Test]
    public async Task TheSixUsualMetricsAreTheDefault()
    {
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, "--json")).Succeeded();
        Assert.That(
            tool.OnlyRun.GetProperty("metrics").EnumerateObject().Select(metric => metric.Name),
            Is.EqualTo(new[] { "ndcg@10", "rr@10", "map", "recall@100", "p@5", "hit@10" }));
    }

    [Test]
    public async Task NumbersKeepAllTheirDigits()
    {
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, "--metrics", "ndcg@10", "--json")).Succeeded();
        Assert.That(tool.OnlyRun.GetProperty("metrics").GetProperty("ndcg@10").GetDouble(), Is.EqualTo(((1 / Math.Log2(3)) + 1) / 2));
    }

    [Test]
    public async Task SeveralRunsAreListedInTheSameShape()
    {
        string other = Files.WriteRun("two.run", "q1: a=1", "q2: c=5");
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, other, "--metrics", "rr@10", "--json")).Succeeded();
        Assert.That(tool.Output, Is.EqualTo(
            """{"runs":[{"run":"one.run","queries":2,"metrics":{"rr@10":0.75}},{"run":"two.run","queries":2,"metrics":{"rr@10":1}}]}""" + "\n"));
    }

    [Test]
    public async Task RunsOfTheSameFileNameGoByTheirPaths()
    {
        string other = Files.WriteRun("sub/one.run", "q1: a=1");
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, "--run", other, "--metrics", "rr@10", "--json")).Succeeded();
        Assert.That(tool.Json.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("run").GetString()), Is.EqualTo(new[] { _run, other }));
    }

    [Test]
    public async Task TheTableHasFourDecimalsAndOneRowPerRun()
    {
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, "--metrics", "rr@10,num_rel")).Succeeded();
        Assert.That(tool.Output, Does.Match(@"run +queries +rr@10 +num_rel").And.Match(@"one\.run +2 +0\.7500 +2"));
    }

    [Test]
    public async Task PerQueryShowsEveryQueryInTheTable()
    {
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, "--metrics", "rr@10", "--per-query")).Succeeded();
        Assert.That(tool.Output, Does.Match(@"q1 +0\.5000").And.Match(@"q2 +1\.0000").And.Match(@"one\.run +2 +0\.7500"));
    }

    [Test]
    public async Task TextThatLooksLikeMarkupIsPrintedAsItIs()
    {
        string run = Files.WriteRun("[red]one.run", "q1: a=1");
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", run)).Succeeded();
        Assert.That(tool.Output, Does.Contain("[red]one.run"));
    }

    [Test]
    public async Task PackedFilesAndBeirJudgementsAreRead()
    {
        string qrels = Files.Write("qrels.tsv.gz", "query-id\tcorpus-id\tscore", "q1\ta\t1", "q2\tc\t2");
        string run = Files.WriteRun("packed.run.gz", "q1: b=2 a=1", "q2: c=5");
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", qrels, "--run", run, "--metrics", "rr@10", "--json")).Succeeded();
        Assert.That(tool.Output, Is.EqualTo("""{"runs":[{"run":"packed.run.gz","queries":2,"metrics":{"rr@10":0.75}}]}""" + "\n"));
    }

    [Test]
    public async Task IdsWithBlanksStandBetweenTabs()
    {
        string qrels = Files.Write("qrels.tsv", "q1\tmy doc\t1");
        string run = Files.Write("tabs.run", "q1\tQ0\tmy doc\t1\t9.0\tt");
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", qrels, "--run", run, "--metrics", "rr@10", "--json")).Succeeded();
        Assert.That(tool.Output, Is.EqualTo("""{"runs":[{"run":"tabs.run","queries":1,"metrics":{"rr@10":1}}]}""" + "\n"));
        (await ToolRun.Of("eval", "--qrels", qrels, "--run", Files.Write("spaces.run", "q1 Q0 my doc 1 9.0 t"))).Refused("spaces.run(1)", "tabs");
    }

    [Test]
    public async Task ARunComesFromStandardInputToo()
    {
        ToolRun tool = (await ToolRun.WithInput("q1 Q0 a 1 1 x\n", "eval", "--qrels", _qrels, "--run", "-", "--metrics", "rr@10", "--json")).Succeeded();
        Assert.That(tool.Output, Is.EqualTo("""{"runs":[{"run":"stdin","queries":1,"metrics":{"rr@10":1}}]}""" + "\n"));
    }

    [Test]
    public async Task UnansweredQueriesAreLeftOutWithAWarningOrCountAsZero()
    {
        string run = Files.WriteRun("half.run", "q2: c=5", "q9: x=1");
        ToolRun left = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", run, "--metrics", "rr@10", "--json")).Succeeded();
        ToolRun complete = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", run, "--metrics", "rr@10", "--json", "--complete")).Succeeded();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(left.Output, Is.EqualTo("""{"runs":[{"run":"half.run","queries":1,"metrics":{"rr@10":1}}]}""" + "\n"));
            Assert.That(left.Error, Does.Contain("half.run does not answer 1 judged query, left out (--complete counts them as 0): 'q1'"));
            Assert.That(left.Error, Does.Contain("answers 1 query without judgements, ignored: 'q9'"));
            Assert.That(complete.Output, Is.EqualTo("""{"runs":[{"run":"half.run","queries":2,"metrics":{"rr@10":0.5}}]}""" + "\n"));
        }
    }

    [TestCase("1", ExpectedResult = 0.75)]
    [TestCase("2", ExpectedResult = 0.5)]
    public async Task<double> TheLevelSaysWhichGradesAreRelevant(string level)
    {
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, "--metrics", "rr@10", "--json", "--level", level)).Succeeded();
        return tool.OnlyRun.GetProperty("metrics").GetProperty("rr@10").GetDouble();
    }

    [TestCase("trec", ExpectedResult = 0.5)]
    [TestCase("docid-ascending", ExpectedResult = 1)]
    [TestCase("input-order", ExpectedResult = 0.5)]
    [TestCase("optimistic", ExpectedResult = 1)]
    [TestCase("pessimistic", ExpectedResult = 0.5)]
    public async Task<double> TheTieRuleOrdersEqualScores(string rule)
    {
        string run = Files.WriteRun("tied.run", "q1: b=1 a=1");
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", run, "--metrics", "rr@10", "--json", "--ties", rule)).Succeeded();
        return tool.OnlyRun.GetProperty("metrics").GetProperty("rr@10").GetDouble();
    }

    [Test]
    public async Task AMissingFileIsNamed() =>
        (await ToolRun.Of("eval", "--qrels", _qrels, "--run", Files["nowhere.run"])).Refused("nowhere.run");

    [Test]
    public async Task ABadLineIsNamedWithItsFileAndNumber()
    {
        string run = Files.Write("bad.run", "q1 Q0 a 1 2 x", "q1 Q0 b 2 much x");
        (await ToolRun.Of("eval", "--qrels", _qrels, "--run", run)).Refused("bad.run(2)", "much");
    }

    [Test]
    public async Task ABadJudgementIsNamedWithItsFileAndNumber()
    {
        string qrels = Files.Write("bad.qrels", "q1 0 a 1", "q1 0 b");
        (await ToolRun.Of("eval", "--qrels", qrels, "--run", _run)).Refused("bad.qrels(2)");
    }

    [Test]
    public async Task ARunNoneOfWhoseDocumentsIsJudgedIsWarnedOf()
    {
        string run = Files.WriteRun("blind.run", "q1: doc-a=9 doc-b=8", "q2: doc-c=5");
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, run, "--metrics", "rr@10", "--json")).Succeeded();
        Assert.That(tool.Error, Is.EqualTo(
            "warning: none of the documents of blind.run is judged, so no metric can see them; for query 'q1' it holds 'doc-a', 'doc-b', judged are 'a', 'b'\n"));
    }

    [Test]
    public async Task IdsThatDifferOnlyByUnicodeNormalisationAreNamed()
    {
        Icu.Need();
        string qrels = Files.Write("qrels.txt", "q1 0 caf\u00E9 1", "q1 0 a\u0308 1", "q1 0 c 1");
        string run = Files.WriteRun("forms.run", "q1: cafe\u0301=9 \u00E4=8 c=7");
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", qrels, "--run", run, "--metrics", "rr@10", "--json")).Succeeded();
        Assert.That(tool.Error, Does.StartWith("warning: forms.run: The run's id 'cafe\u0301' (0063 0061 0066 0065 0301) differs from the judged 'caf\u00E9'").And.EndsWith("NFC. (2 such ids)\n"));
    }

    [Test]
    public async Task ADocumentWithTheIdOfItsQueryIsIgnoredOnRequest()
    {
        string run = Files.WriteRun("self.run", "q1: q1=9 a=8", "q2: c=5");
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", run, "--metrics", "rr@10", "--json", "--ignore-identical-ids")).Succeeded();
        Assert.That(tool.Output, Is.EqualTo("""{"runs":[{"run":"self.run","queries":2,"metrics":{"rr@10":1}}]}""" + "\n"));
    }

    [Test]
    public async Task OneMetricIsAskedForInTheSingularToo() =>
        Assert.That((await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, "--metric", "rr@10", "--json")).Succeeded().OnlyRun.GetProperty("metrics").GetProperty("rr@10").GetDouble(), Is.EqualTo(0.75));

    [Test]
    public async Task MetricsAreNamedAsTrecEvalIsAskedForThem()
    {
        ToolRun tool = (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, "--metrics", "ndcg_cut.5,10,P.5,recall_100", "--json")).Succeeded();
        Assert.That(
            tool.OnlyRun.GetProperty("metrics").EnumerateObject().Select(metric => metric.Name),
            Is.EqualTo(new[] { "ndcg@5", "ndcg@10", "p@5", "recall@100" }));
    }

    [Test]
    public async Task AFolderAndAPointerOfGitLfsAreNamedAsSuch()
    {
        (await ToolRun.Of("eval", "--qrels", Files.Folder, "--run", _run)).Refused(Files.Folder, "is a folder");
        string pointer = Files.Write("pointer.run", "version https://git-lfs.github.com/spec/v1", "oid sha256:00", "size 1");
        (await ToolRun.Of("eval", "--qrels", _qrels, "--run", pointer)).Refused("pointer.run(1)", "git lfs pull");
    }

    [Test]
    public async Task AnUnknownMetricIsAnsweredWithTheKnownOnes() =>
        (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, "--metrics", "ndgc@10")).Refused("--metrics", "ndgc@10", "ndcg@k", "rerankkit eval --help");

    [Test]
    public async Task AMetricThatComesTwiceIsRefused() =>
        (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, "--metrics", "rr@10,mrr@10")).Refused("rr@10", "twice");

    [Test]
    public async Task AnEmptyRunIsRefused() =>
        (await ToolRun.Of("eval", "--qrels", _qrels, "--run", Files.Write("empty.run"))).Refused("empty.run", "no line");

    [Test]
    public async Task EmptyJudgementsAreRefused() =>
        (await ToolRun.Of("eval", "--qrels", Files.Write("empty.qrels"), "--run", _run)).Refused("empty.qrels", "no judgement");

    [Test]
    public async Task ARunOfAnotherCollectionIsRefused() =>
        (await ToolRun.Of("eval", "--qrels", _qrels, "--run", Files.WriteRun("other.run", "x7: a=1"))).Refused("other.run", "no judged query", "x7");

    [Test]
    public async Task AMissingOptionIsNamed() => (await ToolRun.Of("eval", "--qrels", _qrels)).Refused("--run", "rerankkit eval --help");

    [TestCase("--level", "0")]
    [TestCase("--level", "high")]
    [TestCase("--ties", "random")]
    public async Task AnOptionOutOfRangeIsNamedWithItsValue(string option, string value) =>
        (await ToolRun.Of("eval", "--qrels", _qrels, "--run", _run, option, value)).Refused(option, value);
}
