using Acme.Reranking;
using RerankKit.Conformance;

namespace RerankKit.ThirdParty.Tests;

public class OverlapConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new OverlapReranker(new());
}
