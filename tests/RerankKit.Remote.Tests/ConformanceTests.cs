using System.Globalization;
using System.Text.Json;
using RerankKit.Conformance;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests;

public sealed class CohereConformanceTests : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new HttpReranker(
        new FakeServer(request => FakeServer.Json("{\"results\":[" + string.Join(',', ScoredByLength(request, "documents").Select(result =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"index":{{result.Index}},"relevance_score":{{result.Score}}}"""))) + "]}")).Client(),
        new CohereOptions { ApiKey = ProviderCase.Secret });

    /// <summary>A server whose score depends on the text alone, and which does not sort.</summary>
    internal static IEnumerable<(int Index, double Score)> ScoredByLength(SentRequest request, string documents)
    {
        using var body = JsonDocument.Parse(request.Body);
        return [.. body.RootElement.GetProperty(documents).EnumerateArray().Select((text, i) => (i, 1 / (1.0 + text.GetString()!.Length)))];
    }
}

/// <summary>Split into requests of five, with equal scores across them.</summary>
public sealed class SplitConformanceTests : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new HttpReranker(
        new FakeServer(request => FakeServer.Json("[" + string.Join(',', CohereConformanceTests.ScoredByLength(request, "texts").Reverse().Select(result =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"index":{{result.Index}},"score":{{result.Score}}}"""))) + "]")).Client(),
        new TextEmbeddingsInferenceOptions { Endpoint = new("http://tei"), DiscoverLimits = false, MaxCandidatesPerRequest = 5 });
}
