using RerankKit.Conformance;
using RerankKit.LateInteraction;

namespace RerankKit.Models.Tests.StaticEncoding;

/// <summary>Late interaction over a static encoder, most of whose words the vocabulary does not know.</summary>
public class StaticTokenEncoderConformanceTests : RerankerConformanceTests
{
    protected override double Tolerance => 0;

    protected override IReranker CreateReranker()
    {
        using var folder = new StaticTokenFolder();
        return new LateInteractionReranker(folder.Load());
    }
}
