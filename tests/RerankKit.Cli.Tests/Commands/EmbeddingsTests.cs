using RerankKit.TestModels;

namespace RerankKit.Cli.Tests.Commands;

/// <summary><c>rerank --reranker embeddings</c>, and late interaction with an embedding model.</summary>
public sealed class EmbeddingsTests : FileTests
{
    [SetUp]
    public void Write()
    {
        TestModel.Write(Path.Combine(Files.Folder, "model"), TestModelPresets.Tiny(TestArchitecture.Bert) with { Head = TestHead.HiddenStates });
        Files.Write("c/corpus.jsonl", """{"_id":"a","title":"","text":"rotate a signing key"}""", """{"_id":"b","title":"","text":"locks keep doors shut"}""");
        Files.Write("c/queries.jsonl", """{"_id":"q","text":"rotate a signing key"}""");
        Files.WriteRun("bm25.run", "q: b=2 a=1");
    }

    [Test]
    public async Task TheSameTextIsTheNearest()
    {
        ToolRun tool = (await Rerank("--reranker", "embeddings", "--pooling", "cls", "--dimension", "16")).Succeeded();
        string[] first = File.ReadAllLines(Files["out.run"])[0].Split(' ');
        Assert.That(first[2], Is.EqualTo("a"));
        Assert.That(double.Parse(first[4], System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(1).Within(1e-6), "the cosine of a text with itself");
        Assert.That(tool.Error, Does.Contain("Embeddings by Cls, 16 numbers per text of up to"));
    }

    [Test]
    public async Task TheBlendHasTheRunsShare()
    {
        (await Rerank("--reranker", "embeddings", "--blend", "0")).Succeeded();
        Assert.That(File.ReadAllLines(Files["out.run"])[0], Does.StartWith("q Q0 b 1 "), "the first stage alone");
        (await Rerank("--reranker", "embeddings", "--blend", "2")).Refused("--blend is 2; allowed is 0 to 1");
    }

    [Test]
    public async Task LateInteractionNamesTheOptionThatTakesSuchAModel()
    {
        ToolRun refused = await Rerank("--reranker", "late");
        Assert.That(refused.ExitCode, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain("rerank --reranker embeddings").And.Contain("--accept-embedding-model"));
        (await Rerank("--reranker", "late", "--accept-embedding-model")).Succeeded();
        Assert.That(File.ReadAllLines(Files["out.run"])[0], Does.StartWith("q Q0 a 1 "));
        (await Rerank("--reranker", "embeddings", "--accept-embedding-model")).Refused("--accept-embedding-model does not go with --reranker embeddings; it is for --reranker late");
    }

    private Task<ToolRun> Rerank(params string[] options) =>
        ToolRun.Of(["rerank", "--dataset", Files["c"], "--run", Files["bm25.run"], "--model", Files["model"], "--output", Files["out.run"], .. options]);
}
