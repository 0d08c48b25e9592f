using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>What clients of Cohere's version 1, Jina, vLLM, Infinity, OpenSearch and Elasticsearch read: each finds its own members, and passes over the others.</summary>
internal sealed record RankingAnswer(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("usage")] UsageAnswer Usage,
    [property: JsonPropertyName("results")] IEnumerable<RankedDocument> Results,
    [property: JsonPropertyName("meta")] CohereMeta Meta);
