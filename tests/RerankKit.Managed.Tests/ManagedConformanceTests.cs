using RerankKit.Conformance;
using RerankKit.TestModels;

namespace RerankKit.Managed.Tests;

[TestFixture(TestArchitecture.Bert)]
[TestFixture(TestArchitecture.Roberta)]
[TestFixture(TestArchitecture.XlmRoberta)]
[TestFixture(TestArchitecture.ModernBert)]
[TestFixture(TestArchitecture.DebertaV2)]
internal sealed class ManagedConformanceTests(TestArchitecture architecture) : RerankerConformanceTests
{
    protected override double Tolerance => 0;

    protected override IReranker CreateReranker() =>
        CrossEncoderReranker.Load(SharedModels.Of(architecture).FullName, new() { Graph = new ManagedOptions(), Concurrency = 2, TokenBudget = 64 });
}
