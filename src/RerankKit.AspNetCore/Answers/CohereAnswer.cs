using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A ranking, as Cohere's version 2 writes it.</summary>
internal sealed record CohereAnswer(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("results")] IEnumerable<RankedDocument> Results,
    [property: JsonPropertyName("meta")] CohereMeta Meta);
