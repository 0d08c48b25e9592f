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

    [TestCase("managed", "managed")]
    [TestCase("onnxruntime", "onnx")]
    [TestCase("auto", "onnx")]
    public async Task TheEngineThatIsNamedComputesIt(string engine, string provider)
    {
        ToolRun tool = (await RerankAsync(Files["out.run"], "--engine", engine)).Succeeded();
        Assert.That(tool.Error, Does.Contain($"Engine: {provider}"));
        Assert.That(RunFile.Read(Files["out.run"])["q1"][0].Id, Is.EqualTo("security"));
    }

    [Test]
    public async Task WithAStoreTheSecondRunEncodesNoDocumentAndRanksAlike([Values("managed", "onnxruntime")] string engine)
    {
        string store = Files["vectors.db"];
        ToolRun first = (await RerankAsync(Files["first.run.out"], "--engine", engine, "--store", store)).Succeeded();
        ToolRun second = (await RerankAsync(Files["second.run.out"], "--engine", engine, "--store", store)).Succeeded();
        ToolRun without = (await RerankAsync(Files["without.run.out"], "--engine", engine)).Succeeded();
        Assert.That(first.Error, Does.Contain("Store: 0 of 3 documents found, 3 encoded"));
        Assert.That(second.Error, Does.Contain("Store: 3 of 3 documents found, 0 encoded"));
        Assert.That(without.Error, Does.Not.Contain("Store:"));
        Assert.That(File.ReadAllText(Files["second.run.out"]), Is.EqualTo(File.ReadAllText(Files["first.run.out"])).And.EqualTo(File.ReadAllText(Files["without.run.out"])));
    }

    [Test]
    public async Task VectorsOfTheOtherEngineAreOthers()
    {
        string store = Files["vectors.db"];
        (await RerankAsync(Files["out.run"], "--engine", "managed", "--store", store)).Succeeded();
        ToolRun other = (await RerankAsync(Files["out.run"], "--engine", "onnxruntime", "--store", store)).Succeeded();
        Assert.That(other.Error, Does.Contain("0 of 3 documents found"), "one has activations of 32 bits, the other of 8");
    }

    [Test]
    public async Task OptionsOfOtherRerankersAreRefusedByName() =>
        (await ToolRun.Of("rerank", "--reranker", "minilm", "--k1", "1.2", "--dataset", Files["data"], "--run", _run, "--output", Files["out.run"]))
            .Refused("--k1 does not go with --reranker minilm");

    private Task<ToolRun> RerankAsync(string output, params string[] options) =>
        ToolRun.Of(["rerank", "--reranker", "minilm", "--dataset", Files["data"], "--run", _run, "--output", output, .. options]);

    [Test]
    public async Task ParityTakesItByName()
    {
        (await ToolRun.Of("parity", "--a", "minilm", "--b", "embedded", "--dataset", Files["data"], "--run", _run)).Succeeded();
        (await ToolRun.Of("parity", "--a", "minilm,engine=managed", "--b", "minilm,engine=onnxruntime", "--dataset", Files["data"], "--run", _run)).Succeeded();
        (await ToolRun.Of("parity", "--a", "embedded,engine=managed", "--b", "lexical", "--dataset", Files["data"], "--run", _run)).Refused("engine does not go with 'embedded'");
        (await ToolRun.Of("parity", "--a", "minilm,weights=int8", "--b", "lexical", "--dataset", Files["data"], "--run", _run)).Refused("weights does not go with 'minilm'");
    }
}
