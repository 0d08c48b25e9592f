using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.CrossEncoding;

[TestFixture(TestArchitecture.Bert, ModelEngine.OnnxRuntime)]
[TestFixture(TestArchitecture.XlmRoberta, ModelEngine.Managed)]
[TestFixture(TestArchitecture.ModernBert, ModelEngine.Auto)]
public sealed class CrossEncoderConformanceTests(TestArchitecture architecture, ModelEngine engine) : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        CrossEncoderReranker.Load(SharedModels.Of(architecture).FullName, new() { Engine = engine, Concurrency = 2, TokenBudget = 64 });
}

public sealed class QuantizedCrossEncoderConformanceTests : RerankerConformanceTests
{
    protected override double Tolerance => 0;

    protected override IReranker CreateReranker() =>
        CrossEncoderReranker.Load(SharedModels.Of(TestModelPresets.Tiny(TestArchitecture.Bert) with { Quantization = TestQuantization.SignedPerTensor }).FullName);
}

public sealed class WindowedConformanceTests : RerankerConformanceTests
{
    protected override int PartsPerCandidate => 20;

    protected override IReranker CreateReranker() =>
        CrossEncoderReranker.Load(SharedModels.Of(TestArchitecture.Bert).FullName).AsBuilder().UsePassageWindows(options => options.WindowTokens = 12).Build();
}

public sealed class DecoderConformanceTests : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => DecoderReranker.Load(
        SharedModels.Of(TestModelPresets.Tiny(TestArchitecture.Qwen3) with { Head = TestHead.YesNoLast, MaxPositions = 1024 }).FullName);
}
