using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A refusal in the words of Cohere.</summary>
internal sealed record CohereError(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("message")] string Message);
