using Acme.Reranking;
using RerankKit.Conformance;

namespace RerankKit.ThirdParty.Tests;

public class TextLimitConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new TextLimitReranker(new OverlapReranker(new()), maxCharacters: 20, TimeProvider.System);
}
