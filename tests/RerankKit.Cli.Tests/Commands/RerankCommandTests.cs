using RerankKit.Evaluation;

namespace RerankKit.Cli.Tests.Commands;

public sealed class RerankCommandTests : FileTests
{
    private string _run = "";
    private string _output = "";

    [SetUp]
    public void SetUp()
    {
        Files.Write(
            "data/corpus.jsonl",
            """{"_id":"d1","title":"","text":"the weather in spring"}""",
            """{"_id":"d2","title":"Cats","text":"they sleep"}""",
            """{"_id":"d3","text":"cats and more cats and cats"}""",
            """{"_id":"d4","title":"","text":"nothing at all"}""",
            """{"_id":"d5","title":"","text":"no word of it"}""");
        Files.Write("data/queries.jsonl", """{"_id":"q1","text":"cats"}""", """{"_id":"blank","text":" "}""");
        Files.Write("data/qrels.tsv", "query-id\tcorpus-id\tscore", "q1\td3\t1");
        _run = Files.WriteRun("first.run", "q1: d1=9 d2=8 d3=7 d4=6 d5=5");
        _output = Files["reranked.run"];
    }

    [Test]
    public async Task TheRunComesOutInTheRerankersOrder()
    {
        ToolRun tool = await Rerank();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Ids(), Is.EqualTo(new[] { "d3", "d2", "d1", "d4", "d5" }), "d2 has the word in its title only");
            Assert.That(RunFile.Read(_output).Name, Is.EqualTo("lexical"));
            Assert.That(tool.Output, Is.Empty);
            Assert.That(tool.Error, Does.Contain("Reranked 1 query, 5 documents with lexical"));
        }
    }

    [Test]
    public async Task DocumentsBelowTheDepthFollowInTheRunsOrder()
    {
        await Rerank("--depth", "2");
        IReadOnlyList<ScoredDocument> documents = RunFile.Read(_output)["q1"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Ids(), Is.EqualTo(new[] { "d2", "d1", "d3", "d4", "d5" }));
            Assert.That(documents[2].Score, Is.EqualTo(documents[1].Score - 1).Within(1e-12), "unscored documents continue below the last scored one");
        }
    }

    [Test]
    public async Task EqualScoresOfTheRunKeepItsOrder()
    {
        _run = Files.Write("first.run", "q1 Q0 d5 3 1 t", "q1 Q0 d1 1 1 t", "q1 Q0 d4 2 1 t", "q1 Q0 d2 4 1 t");
        await Rerank("--depth", "1");
        Assert.That(Ids(), Is.EqualTo(new[] { "d1", "d4", "d5", "d2" }));
    }

    [Test]
    public async Task IdsWithBlanksAreReadAndWrittenBetweenTabs()
    {
        Files.Write("data/corpus.jsonl", """{"_id":"my doc","text":"dogs"}""", """{"_id":"your doc","text":"cats"}""");
        _run = Files.Write("first.run", "q1\tQ0\tmy doc\t1\t2\tt", "q1\tQ0\tyour doc\t2\t1\tt");
        await Rerank();
        Assert.That(Ids(), Is.EqualTo(new[] { "your doc", "my doc" }));
    }

    [Test]
    public async Task HalvesOfSurrogatePairsInTextsAreReadWithOneWarning()
    {
        Files.Write("data/corpus.jsonl", """{"_id":"d1","text":"dogs \ud83d"}""", """{"_id":"d2","title":"\ude00","text":"cats \ud83d\ude00"}""");
        _run = Files.WriteRun("first.run", "q1: d1=9 d2=8");
        ToolRun tool = await Rerank();
        Assert.That(Ids(), Is.EqualTo(new[] { "d2", "d1" }));
        Assert.That(tool.Error.Split('\n'), Has.One.EqualTo("warning: texts of data hold 2 halves of surrogate pairs (characters cut in two), read as U+FFFD"));
    }

    [Test]
    public async Task ADocumentWithTheIdOfItsQueryIsLeftOutOnRequest()
    {
        Files.Write("data/queries.jsonl", """{"_id":"d3","text":"cats"}""");
        _run = Files.WriteRun("first.run", "d3: d1=9 d3=8 d2=7");
        await Rerank("--ignore-identical-ids");
        Assert.That(RunFile.Read(_output)["d3"].Select(document => document.Id), Is.EqualTo(new[] { "d2", "d1" }));
    }

    [Test]
    public async Task NoJudgementsAreNeeded()
    {
        File.Delete(Files["data/qrels.tsv"]);
        await Rerank();
        Assert.That(Ids(), Has.Length.EqualTo(5));
    }

    [Test]
    public async Task TopCutsTheList()
    {
        await Rerank("--top", "3");
        Assert.That(Ids(), Is.EqualTo(new[] { "d3", "d2", "d1" }));
    }

    [Test]
    public async Task SortingByScoreGivesTheOrderEvenInSinglePrecision()
    {
        await Rerank("--depth", "4");
        float[] scores = [.. RunFile.Read(_output)["q1"].Select(document => (float)document.Score)];
        Assert.That(scores, Is.Ordered.Descending);
        Assert.That(scores, Is.Unique, "d1 and d4 both score 0 and are moved apart");
    }

    [Test]
    public async Task ScoresThatDifferAreTheRerankersOwn()
    {
        await Rerank();
        using var reranker = new LexicalReranker();
        RerankResponse response = await reranker.RerankAsync("cats", ["the weather in spring", "Cats they sleep", "cats and more cats and cats", "nothing at all", "no word of it"]);
        Assert.That(
            RunFile.Read(_output)["q1"].Take(3).Select(document => document.Score),
            Is.EqualTo(response.Results.Take(3).Select(result => result.Score)));
    }

    [Test]
    public async Task ADocumentThatTheCorpusLacksIsKeptBehindTheScoredOnesWithAWarning()
    {
        _run = Files.WriteRun("first.run", "q1: gone=9 d2=8 d3=7");
        ToolRun tool = await Rerank();
        Assert.That(Ids(), Is.EqualTo(new[] { "d3", "d2", "gone" }));
        Assert.That(tool.Error, Does.Contain("warning: the corpus of data lacks 1 document of first.run, left unscored behind the scored ones: 'gone'"));
    }

    [Test]
    public async Task AQueryWithoutTextKeepsItsOrderAndScoresWithAWarning()
    {
        _run = Files.WriteRun("first.run", "q1: d1=9", "blank: d1=9 d2=8", "q7: d2=3 d1=2");
        ToolRun tool = await Rerank();
        Run reranked = RunFile.Read(_output);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reranked["q7"], Is.EqualTo(new ScoredDocument[] { new("d2", 3), new("d1", 2) }));
            Assert.That(reranked["blank"], Is.EqualTo(new ScoredDocument[] { new("d1", 9), new("d2", 8) }));
            Assert.That(tool.Error, Does.Contain("warning: data has no text for 2 queries of first.run, left in the run's order: 'blank', 'q7'"));
        }
    }

    [Test]
    public async Task RerankingNeedsNoJudgements()
    {
        File.Delete(Files["data/qrels.tsv"]);
        await Rerank();
        Assert.That(Ids()[0], Is.EqualTo("d3"));
    }

    [Test]
    public async Task ACollectionThatHasNothingOfTheRunIsRefused()
    {
        _run = Files.WriteRun("first.run", "q1: x1=9 x2=8");
        (await ToolRun.Of("rerank", "--dataset", Files["data"], "--run", _run, "--reranker", "lexical", "--output", _output))
            .Refused("data has none of the documents of first.run", "'x1'", "'d1'");
        _run = Files.WriteRun("first.run", "other: d1=9 d2=8");
        (await ToolRun.Of("rerank", "--dataset", Files["data"], "--run", _run, "--reranker", "lexical", "--output", _output))
            .Refused("data has none of the queries of first.run", "'other'", "'q1'");
        Assert.That(File.Exists(_output), Is.False);
    }

    [Test]
    public async Task WhatIsBelowTheDepthIsCountedAndTheOptionIsNamed()
    {
        Assert.That((await Rerank("--depth", "2")).Error, Does.Contain("Left as they were: 3 documents below the first 2 of their query; --depth takes more"));
        Assert.That((await Rerank("--depth", "5")).Error, Does.Not.Contain("Left as they were"));
    }

    [Test]
    public async Task CorpusStatisticsWeighTermsByTheWholeCollection()
    {
        await Rerank();
        double ofCandidates = RunFile.Read(_output)["q1"][0].Score;
        _run = Files.WriteRun("first.run", "q1: d2=8 d3=7");
        await Rerank();
        double ofTwo = RunFile.Read(_output)["q1"][0].Score;
        await Rerank("--corpus-statistics");
        double ofCorpus = RunFile.Read(_output)["q1"][0].Score;
        Assert.That(ofCorpus, Is.EqualTo(ofCandidates).Within(1e-12), "all five documents are the corpus");
        Assert.That(ofTwo, Is.Not.EqualTo(ofCandidates).Within(1e-3));
    }

    [Test]
    public async Task TheSettingsOfTheFormulaArriveAtTheReranker()
    {
        await Rerank("--b", "0", "--k1", "1.2");
        using var reranker = new LexicalReranker(new() { B = 0, K1 = 1.2 });
        RerankResponse response = await reranker.RerankAsync("cats", ["the weather in spring", "Cats they sleep", "cats and more cats and cats", "nothing at all", "no word of it"]);
        Assert.That(RunFile.Read(_output)["q1"][0].Score, Is.EqualTo(response.Results[0].Score));
    }

    [Test]
    public async Task AnUnknownRerankerIsAnsweredWithTheKnownOnes() =>
        (await ToolRun.Of("rerank", "--dataset", Files["data"], "--run", _run, "--reranker", "magic", "--output", _output)).Refused("magic", "known are: lexical");

    [Test]
    public async Task WhatIsMissingForARunIsNamed() =>
        (await ToolRun.Of("rerank", "--reranker", "lexical", "--run", _run)).Refused("--dataset is missing", "--output is missing", "--jsonl");

    [Test]
    public async Task OptionsOfRunsDoNotGoWithJsonLines() =>
        (await ToolRun.Of("rerank", "--reranker", "lexical", "--jsonl", "--output", _output)).Refused("--output does not go with --jsonl");

    [Test]
    public async Task CorpusStatisticsNeedACollection() =>
        (await ToolRun.Of("rerank", "--reranker", "lexical", "--jsonl", "--corpus-statistics")).Refused("--corpus-statistics", "--dataset");

    [Test]
    public async Task AFolderWithoutACorpusIsRefused()
    {
        Directory.CreateDirectory(Files["empty"]);
        (await ToolRun.Of("rerank", "--dataset", Files["empty"], "--run", _run, "--reranker", "lexical", "--output", _output)).Refused("corpus.jsonl");
        (await ToolRun.Of("rerank", "--dataset", Files["nowhere"], "--run", _run, "--reranker", "lexical", "--output", _output)).Refused("nowhere");
    }

    [Test]
    public async Task ABadLineOfTheCorpusIsNamed()
    {
        Files.Write("data/corpus.jsonl", """{"_id":"d1","text":"x"}""", """{"_id":"d2"}""");
        (await ToolRun.Of("rerank", "--dataset", Files["data"], "--run", _run, "--reranker", "lexical", "--output", _output)).Refused("corpus.jsonl(2)");
    }

    [TestCase("--depth")]
    [TestCase("--top")]
    public async Task CountsAreAtLeastOne(string option) =>
        (await ToolRun.Of("rerank", "--dataset", Files["data"], "--run", _run, "--reranker", "lexical", "--output", _output, option, "0")).Refused(option, "1 or more");

    private async Task<ToolRun> Rerank(params string[] more) =>
        (await ToolRun.Of(["rerank", "--dataset", Files["data"], "--run", _run, "--reranker", "lexical", "--output", _output, .. more])).Succeeded();

    private string[] Ids() => [.. RunFile.Read(_output).GetRanking("q1").Select(document => document.Id)];
}
