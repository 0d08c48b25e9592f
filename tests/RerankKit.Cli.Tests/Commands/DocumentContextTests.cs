using RerankKit.Evaluation;

namespace RerankKit.Cli.Tests.Commands;

/// <summary><c>rerank --context</c>.</summary>
public sealed class DocumentContextTests : FileTests
{
    private string _run = "";

    [SetUp]
    public void SetUp()
    {
        Files.Write(
            "data/corpus.jsonl",
            """{"_id":"short","title":"Signing keys","text":"click save","metadata":{"section":"Rotation"}}""",
            """{"_id":"long","title":"Signing keys","text":"save the page and wait for the mail that comes"}""",
            """{"_id":"bare","title":"","text":"the signing of a contract"}""");
        Files.Write("data/queries.jsonl", """{"_id":"q1","text":"signing keys"}""", """{"_id":"q2","text":"rotation"}""");
        Files.Write("data/qrels.tsv", "query-id\tcorpus-id\tscore", "q1\tshort\t1");
        _run = Files.WriteRun("first.run", "q1: long=9 bare=8 short=7", "q2: long=9 bare=8 short=7");
    }

    [Test]
    public async Task TheContextTakesTheTitlesPlaceBehindTheTextsThatAreShort()
    {
        ToolRun tool = await Rerank("--context", "title", "--context-below", "5");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Ids("q1"), Is.EqualTo(new[] { "short", "bare", "long" }), "long has no title then");
            Assert.That(tool.Error.Split('\n'), Has.One.EqualTo("Context {title}: behind the text of 1 of 3 documents, the others are their text alone"));
        }
    }

    [Test]
    public async Task WithoutALimitEveryDocumentThatHasAContextGetsIt()
    {
        ToolRun tool = await Rerank("--context", "title");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Ids("q1").Take(2), Is.EquivalentTo(new[] { "short", "long" }));
            Assert.That(tool.Error, Does.Contain("behind the text of 2 of 3 documents"));
        }
    }

    [Test]
    public async Task FieldsOfTheMetadataAreContextToo()
    {
        ToolRun tool = await Rerank("--context", "{title}, {section}");
        Assert.That(Ids("q2")[0], Is.EqualTo("short"));
        Assert.That(tool.Error, Does.Not.Contain("warning"));
    }

    [Test]
    public async Task AFieldThatNoDocumentHasIsNamed()
    {
        ToolRun tool = await Rerank("--context", "headline");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tool.Error, Does.Contain("Context {headline}: behind the text of 0 of 3 documents"));
            Assert.That(tool.Error, Does.Contain("warning: --context has the field 'headline', which no document has"));
        }
    }

    [Test]
    public async Task WithoutTheOptionADocumentIsItsTitleAndItsText()
    {
        ToolRun tool = await Rerank();
        Assert.That(Ids("q1").Take(2), Is.EquivalentTo(new[] { "short", "long" }));
        Assert.That(tool.Error, Does.Not.Contain("Context"));
    }

    [Test]
    public async Task StatisticsOfTheCollectionCountWhatIsReranked()
    {
        // "keys" stands in titles only: with the texts alone it occurs nowhere.
        await Rerank("--corpus-statistics", "--context", "section");
        IReadOnlyList<ScoredDocument> documents = RunFile.Read(Files["reranked.run"])["q1"];
        Assert.That(documents[0].Id, Is.EqualTo("bare"));
    }

    [TestCase("--context-below", "20", "--context-below goes with --context, for example --context title.")]
    [TestCase("--context", "{title", "--context is {title: The template '{title' has a field '{title' that does not end")]
    [TestCase("--context", "{}", "has a field without a name")]
    public async Task WhatMeansNothingIsRefused(string option, string value, string message) => (await Rerank(option, value)).Refused(message);

    [Test]
    public async Task ALimitBelowOneIsRefused()
    {
        (await Rerank("--context", "title", "--context-below", "0")).Refused("--context-below is 0; allowed is 1 or more tokens");
    }

    [Test]
    public async Task JsonLinesBringTheirTextsWhole()
    {
        (await ToolRun.Of("rerank", "--reranker", "lexical", "--jsonl", "--context", "title")).Refused("--context does not go with --jsonl");
    }

    private string[] Ids(string queryId) => [.. RunFile.Read(Files["reranked.run"])[queryId].Select(document => document.Id)];

    private Task<ToolRun> Rerank(params string[] more) =>
        ToolRun.Of(["rerank", "--reranker", "lexical", "--dataset", Files["data"], "--run", _run, "--output", Files["reranked.run"], .. more]);
}
