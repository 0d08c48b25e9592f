using System.Text.Json;
using RerankKit.TestModels;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>What a model did not read is said: in one line at the end, and in the answer to a request.</summary>
public sealed class CutTextsTests : FileTests
{
    private static readonly string Long = string.Join(' ', Enumerable.Repeat("water", 300));
    private string _pairs = "";
    private string _vectors = "";
    private string _run = "";

    [SetUp]
    public void SetUp()
    {
        Files.Write("data/corpus.jsonl", Document("d1", Long), Document("d2", "cats"), Document("d3", Long));
        Files.Write("data/queries.jsonl", $$"""{"_id":"q1","text":"cats"}""", $$"""{"_id":"q2","text":"{{Long}}"}""");
        Files.Write("data/qrels.tsv", "query-id\tcorpus-id\tscore", "q1\td2\t1");
        _run = Files.WriteRun("first.run", "q1: d1=9 d2=8 d3=7", "q2: d2=9 d3=8");
        _pairs = Files["pairs"];
        _vectors = Files["vectors"];
        TestModel.Write(_pairs, TestModelPresets.Tiny(TestArchitecture.Bert));
        TestModel.Write(_vectors, TestModelPresets.TinyColbert);
    }

    [Test]
    public async Task AnAnswerSaysWhatWasCutAndOneLineSumsItUp()
    {
        ToolRun tool = (await Answer(Request(Long, Long, "a", Long, "b", "c", "d"))).Succeeded();
        JsonElement[] results = [.. tool.Json.GetProperty("results").EnumerateArray()];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(results.Where(result => result.TryGetProperty("truncated", out JsonElement cut) && cut.GetBoolean()).Select(result => result.GetProperty("index").GetInt32()), Is.EquivalentTo(new[] { 0, 2 }));
            Assert.That(tool.Json.GetProperty("queryTruncation").GetProperty("tokensRead").GetInt32(), Is.EqualTo(30));
            Assert.That(tool.Json.GetProperty("queryTruncation").GetProperty("tokenCount").GetInt32(), Is.EqualTo(300));
            Assert.That(tool.Error, Does.Contain("2 of 6 documents and the query were cut to 43 tokens"));
        }
    }

    [TestCase("cats", "2 of 2 documents were cut to 43 tokens")]
    [TestCase(null, "2 of 2 documents and the query were cut to 43 tokens")]
    public async Task TheLineNamesWhatWasCut(string? query, string line) =>
        Assert.That((await Answer(Request(query ?? Long, Long, Long))).Succeeded().Error, Does.Contain(line));

    [Test]
    public async Task AQueryAloneIsNamed() => Assert.That((await Answer(Request(Long, "a"))).Succeeded().Error, Does.Contain("The query was cut to 43 tokens"));

    [Test]
    public async Task NothingIsSaidWhereNothingIsCut()
    {
        ToolRun tool = (await Answer(Request("cats", "a", "b"))).Succeeded();
        Assert.That(tool.Error, Does.Not.Contain("cut to"));
        Assert.That(tool.Output, Does.Not.Contain("truncat"));
    }

    [Test]
    public async Task SeveralRequestsAreSummedUp()
    {
        ToolRun tool = (await Answer(Request(Long, Long, "a"), Request("cats", "a"), Request("cats", Long))).Succeeded();
        Assert.That(tool.Error, Does.Contain("2 of 4 documents and 1 of 3 queries were cut to 43 tokens"));
    }

    [Test]
    public async Task ARunIsSummedUp()
    {
        ToolRun tool = (await ToolRun.Of("rerank", "--model", _pairs, "--max-length", "43", "--dataset", Files["data"], "--run", _run, "--output", Files["out.run"])).Succeeded();
        Assert.That(tool.Error, Does.Contain("3 of 5 documents and 1 of 2 queries were cut to 43 tokens"));
    }

    [Test]
    public async Task LateInteractionHasALengthForEach()
    {
        ToolRun tool = (await ToolRun.Of("rerank", "--reranker", "late", "--model", _vectors, "--dataset", Files["data"], "--run", _run, "--output", Files["out.run"])).Succeeded();
        Assert.That(tool.Error, Does.Contain("3 of 5 documents were cut to 120 tokens, 1 of 2 queries to 16 tokens"));
    }

    [Test]
    public async Task AnIndexSaysHowManyDocumentsWereCut()
    {
        ToolRun tool = (await ToolRun.Of("index", "--model", _vectors, "--dataset", Files["data"], "--store", Files["vectors.db"])).Succeeded();
        Assert.That(tool.Error, Does.Contain("2 of 3 documents were cut to 120 tokens"));
    }

    private static string Document(string id, string text) => $$"""{"_id":"{{id}}","text":"{{text}}"}""";

    private static string Request(string query, params string[] documents) => $$"""{"query":"{{query}}","documents":["{{string.Join("\",\"", documents)}}"]}""";

    private Task<ToolRun> Answer(params string[] requests) =>
        ToolRun.WithInput(string.Join('\n', requests) + "\n", "rerank", "--model", _pairs, "--max-length", "43", "--jsonl");
}
