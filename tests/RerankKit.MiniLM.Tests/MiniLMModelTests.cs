using System.Security.Cryptography;
using RerankKit.LateInteraction;
using RerankKit.Onnx;

namespace RerankKit.MiniLM.Tests;

/// <summary>The model beside the application.</summary>
public class MiniLMModelTests
{
    [Test]
    public void TheGraphBesideTheApplicationHasTheHashThatIsCommitted()
    {
        string hash = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "model.sha256")).Split(' ')[0];
        byte[] graph = File.ReadAllBytes(Path.Combine(MiniLMModel.Directory, "onnx", "model_quantized.onnx"));
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(graph)), Is.EqualTo(hash));
        Assert.That(graph, Has.Length.InRange(22_000_000, 24_000_000));
    }

    [Test]
    public async Task ItsEmbeddingsHaveNearlyTheSimilaritiesOfThePublishedModel()
    {
        // https://sbert.net, "Quickstart": 0.6660, 0.1046 and 0.1411 with weights of 32 bits.
        string[] texts = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."];
        using var reranker = new EmbeddingReranker(OnnxEmbeddingGenerator.Load(MiniLMModel.Directory));
        RerankResponse first = await reranker.RerankAsync(texts[0], [texts[1], texts[2]]);
        RerankResponse second = await reranker.RerankAsync(texts[1], [texts[2]]);
        Assert.That(first.Results.Concat(second.Results).Select(result => result.Score), Is.EqualTo(new[] { 0.6660, 0.1046, 0.1411 }).Within(0.03));
    }

    [Test]
    public void AFolderThatWasNotDeployedIsNamedWithTheRemedy()
    {
        string application = Path.Combine(TestContext.CurrentContext.TestDirectory, "no-such-application");
        Assert.That(
            () => MiniLMModel.Find(application),
            Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains(Path.Combine(application, "RerankKit.MiniLM")).And.Message.Contains("deploy that folder"));
    }
}
