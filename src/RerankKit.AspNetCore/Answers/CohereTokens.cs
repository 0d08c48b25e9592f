using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>The tokens that were read.</summary>
internal sealed record CohereTokens([property: JsonPropertyName("input_tokens")] long InputTokens);
