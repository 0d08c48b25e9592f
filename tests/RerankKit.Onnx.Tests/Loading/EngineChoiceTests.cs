using Microsoft.Extensions.Logging;
using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests.Loading;

/// <summary>Which engine runs a model in an application that has both.</summary>
public class EngineChoiceTests
{
    private static readonly TestModelOptions Bert = TestModelPresets.Tiny(TestArchitecture.Bert);

    private static readonly TestCaseData[] Classifiers =
    [
        new(Bert, ModelEngine.Auto, "managed"),
        new(TestModelPresets.Tiny(TestArchitecture.XlmRoberta), ModelEngine.Auto, "managed"),
        new(Bert, ModelEngine.Managed, "managed"),
        new(Bert, ModelEngine.OnnxRuntime, "onnx"),
        new(TestModelPresets.Tiny(TestArchitecture.ModernBert), ModelEngine.Auto, "managed"),
        new(TestModelPresets.Tiny(TestArchitecture.DebertaV2), ModelEngine.Auto, "managed"),
        new(Bert with { Quantization = TestQuantization.SignedPerTensor }, ModelEngine.Auto, "onnx"),
        new(Bert with { Quantization = TestQuantization.SignedPerTensor, FileName = "model_int8.onnx" }, ModelEngine.Auto, "onnx"),
        new(Bert with { Quantization = TestQuantization.SignedPerTensor, FileName = "model_int8.onnx" }, ModelEngine.Managed, "managed"),
        new(Bert with { OutputType = TestOutputType.Binary16 }, ModelEngine.Auto, "onnx"),
    ];

    [TestCaseSource(nameof(Classifiers))]
    public void AClassifierIsRunBy(TestModelOptions model, ModelEngine engine, string expected)
    {
        using var reranker = CrossEncoderReranker.Load(SharedModels.Of(model).FullName, new() { Engine = engine });
        Assert.That(reranker.GetService<RerankerMetadata>()!.ProviderName, Is.EqualTo(expected));
    }

    [Test]
    public void AnEncoderIsRunByOnnxRuntimeAndTheLogSaysWhy()
    {
        var log = new RecordingLogger(LogLevel.Information);
        using var encoder = MultiVectorEncoder.Load(SharedModels.Of(TestModelPresets.TinyColbert).FullName, logger: log);
        Assert.That(((MultiVectorEncoderMetadata)encoder.GetService(typeof(MultiVectorEncoderMetadata))!).ProviderName, Is.EqualTo("onnx"));
        Assert.That(log.Messages, Has.Some.Contains("run by the engine onnx: it computes the same"));
    }

    [Test]
    public void OptionsOfASessionAskForOnnxRuntime()
    {
        using var reranker = CrossEncoderReranker.Load(SharedModels.Of(Bert).FullName, new() { Session = { IntraOpThreads = 1 } });
        Assert.That(reranker.GetService<RerankerMetadata>()!.ProviderName, Is.EqualTo("onnx"));
    }

    [Test]
    public async Task BothEnginesGiveTheSameScores()
    {
        RerankCandidate[] candidates = RandomTexts.Candidates(30, maxWords: 60);
        foreach (TestArchitecture architecture in (TestArchitecture[])[TestArchitecture.Bert, TestArchitecture.Roberta, TestArchitecture.XlmRoberta, TestArchitecture.ModernBert, TestArchitecture.DebertaV2])
        {
            string folder = SharedModels.Of(architecture).FullName;
            using var managed = CrossEncoderReranker.Load(folder, new() { Engine = ModelEngine.Managed });
            using var runtime = CrossEncoderReranker.Load(folder, new() { Engine = ModelEngine.OnnxRuntime });
            RerankResponse actual = await managed.RerankAsync(RandomTexts.Query, candidates);
            RerankResponse expected = await runtime.RerankAsync(RandomTexts.Query, candidates);
            Assert.That(actual.Results.Select(result => result.Index), Is.EqualTo(expected.Results.Select(result => result.Index)));
            foreach ((RerankResult result, RerankResult other) in actual.Results.Zip(expected.Results))
            {
                Assert.That(result.RawScore, Is.EqualTo(other.RawScore).Within(1e-5 * Math.Max(1, 10 * Math.Abs(other.RawScore!.Value))));
            }
        }
    }
}
