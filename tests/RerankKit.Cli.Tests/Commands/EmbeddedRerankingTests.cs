using System.Text.Json;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Tests.Commands;

/// <summary><c>--reranker embedded</c>, as a user runs it.</summary>
public class EmbeddedRerankingTests : FileTests
{
    private string _run = "";

    [SetUp]
    public void WriteCollection()
    {
        Files.Write(
            "data/corpus.jsonl",
            """{"_id":"bread","title":"","text":"The recipe needs two eggs, flour and a pinch of salt, and it is baked for half an hour."}""",
            """{"_id":"cast","title":"","text":"A physician will set the fractured limb and put it into a cast for some weeks."}""",
            """{"_id":"windows","title":"","text":"Broken windows are to be reported to the caretaker of the building."}""");
        Files.Write("data/queries.jsonl", """{"_id":"q1","text":"how can a doctor treat a broken bone"}""");
        Files.Write("data/qrels.tsv", "query-id\tcorpus-id\tscore", "q1\tcast\t1");
        _run = Files.WriteRun("first.run", "q1: windows=9 bread=8 cast=7.5");
    }

    [Test]
    public async Task ARunComesOutByMeaning()
    {
        ToolRun tool = await ToolRun.Of("rerank", "--reranker", "embedded", "--dataset", Files["data"], "--run", _run, "--output", Files["out.run"]);
        tool.Succeeded();
        Assert.That(RunFile.Read(Files["out.run"])["q1"].Select(document => document.Id), Is.EqualTo(new[] { "cast", "windows", "bread" }));
        Assert.That(tool.Error, Does.Contain("Reranked 1 query, 3 documents with embedded"));
    }

    [Test]
    public async Task JsonLinesAreAnsweredWithFusedScores()
    {
        ToolRun tool = await ToolRun.WithInput(
            """{"query":"how can a doctor treat a broken bone","documents":["Two eggs and some flour.","A physician will set the fractured limb."]}""" + "\n",
            "rerank",
            "--reranker",
            "embedded",
            "--jsonl");
        tool.Succeeded();
        using var answer = JsonDocument.Parse(tool.Output);
        Assert.That(answer.RootElement.GetProperty("results")[0].GetProperty("index").GetInt32(), Is.EqualTo(1));
        Assert.That(answer.RootElement.GetProperty("scoreKind").GetString(), Is.EqualTo("fused"));
    }

    [Test]
    public async Task OptionsOfOtherRerankersAreRefusedByName() =>
        (await ToolRun.Of("rerank", "--reranker", "embedded", "--k1", "1.2", "--dataset", Files["data"], "--run", _run, "--output", Files["out.run"]))
            .Refused("--k1 does not go with --reranker embedded");

    [Test]
    public async Task ParityTakesItByName()
    {
        ToolRun tool = (await ToolRun.Of("parity", "--a", "embedded", "--b", "embedded", "--dataset", Files["data"], "--run", _run, "--json")).Succeeded();
        using var figures = JsonDocument.Parse(tool.Output);
        Assert.That(figures.RootElement.GetProperty("pairs").GetInt32(), Is.EqualTo(3));
        Assert.That(figures.RootElement.GetProperty("kendallTau").GetDouble(), Is.EqualTo(1));
        (await ToolRun.Of("parity", "--a", "embedded,weights=int8", "--b", "lexical", "--dataset", Files["data"], "--run", _run)).Refused("weights does not go with 'embedded'");
    }
}
