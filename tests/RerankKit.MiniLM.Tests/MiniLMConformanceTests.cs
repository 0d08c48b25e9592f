using RerankKit.Conformance;
using RerankKit.LateInteraction;

namespace RerankKit.MiniLM.Tests;

/// <summary>The promises of a reranker, kept by a graph of 8 bits: a pair's score does not depend on the others, either.</summary>
public sealed class MiniLMConformanceTests : RerankerConformanceTests
{
    private LateInteractionReranker _loaded = null!;

    [OneTimeSetUp]
    public void Load() => _loaded = MiniLMReranker.Create();

    [OneTimeTearDown]
    public void Unload() => _loaded.Dispose();

    protected override IReranker CreateReranker() => new LateInteractionReranker(_loaded.GetService<IMultiVectorEncoder>()!, new() { LeaveEncoderOpen = true });
}
