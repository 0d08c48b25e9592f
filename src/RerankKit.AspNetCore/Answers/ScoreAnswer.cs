using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>Scores in the order of the request, as vLLM writes them.</summary>
internal sealed record ScoreAnswer(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("object")] string Object,
    [property: JsonPropertyName("created")] long Created,
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("data")] IEnumerable<ScoredPair> Data,
    [property: JsonPropertyName("usage")] UsageAnswer Usage);
