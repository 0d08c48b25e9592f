using RerankKit.Conformance;
using RerankKit.LateInteraction;
using RerankKit.Onnx;

namespace RerankKit.MiniLM.Tests;

/// <summary>The promises of a reranker, kept by a graph of 8 bits on either engine: a pair's score does not depend on the others, either.</summary>
[TestFixture(ModelEngine.Managed)]
[TestFixture(ModelEngine.OnnxRuntime)]
public sealed class MiniLMConformanceTests(ModelEngine engine) : RerankerConformanceTests
{
    private LateInteractionReranker _loaded = null!;

    [OneTimeSetUp]
    public void Load() => _loaded = MiniLMReranker.Create(encoder => encoder.Engine = engine);

    [OneTimeTearDown]
    public void Unload() => _loaded.Dispose();

    protected override IReranker CreateReranker() => new LateInteractionReranker(_loaded.GetService<IMultiVectorEncoder>()!, new() { LeaveEncoderOpen = true });
}
