using RerankKit.Evaluation;

namespace RerankKit.Cli.Tests.Commands;

/// <summary><c>--reranker minilm</c>, as a user runs it.</summary>
public class MiniLMRerankingTests : FileTests
{
    private string _run = "";

    [SetUp]
    public void WriteCollection()
    {
        Files.Write(
            "data/corpus.jsonl",
            """{"_id":"oil","title":"","text":"Change the oil of the car every year."}""",
            """{"_id":"noon","title":"","text":"The stadium opens at noon."}""",
            """{"_id":"security","title":"","text":"Credentials are renewed on the security page of your account."}""");
        Files.Write("data/queries.jsonl", """{"_id":"q1","text":"how do I change my password"}""");
        _run = Files.WriteRun("first.run", "q1: oil=9 noon=8 security=7.5");
    }

    [Test]
    public async Task ARunComesOutByMeaning()
    {
        ToolRun tool = (await ToolRun.Of("rerank", "--reranker", "minilm", "--dataset", Files["data"], "--run", _run, "--output", Files["out.run"])).Succeeded();
        Assert.That(RunFile.Read(Files["out.run"])["q1"].Select(document => document.Id), Is.EqualTo(new[] { "security", "oil", "noon" }));
        Assert.That(tool.Error, Does.Contain("Reranked 1 query, 3 documents with minilm"));
    }

    [Test]
    public async Task OptionsOfOtherRerankersAreRefusedByName() =>
        (await ToolRun.Of("rerank", "--reranker", "minilm", "--k1", "1.2", "--dataset", Files["data"], "--run", _run, "--output", Files["out.run"]))
            .Refused("--k1 does not go with --reranker minilm");

    [Test]
    public async Task ParityTakesItByName()
    {
        (await ToolRun.Of("parity", "--a", "minilm", "--b", "embedded", "--dataset", Files["data"], "--run", _run)).Succeeded();
        (await ToolRun.Of("parity", "--a", "minilm,weights=int8", "--b", "lexical", "--dataset", Files["data"], "--run", _run)).Refused("weights does not go with 'minilm'");
    }
}
