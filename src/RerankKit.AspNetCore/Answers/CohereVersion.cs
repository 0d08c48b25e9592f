using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>Which version of Cohere's interface an answer is of.</summary>
internal sealed record CohereVersion([property: JsonPropertyName("version")] string Version);
