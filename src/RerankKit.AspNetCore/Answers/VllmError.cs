using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A refusal in the words of vLLM.</summary>
internal sealed record VllmError([property: JsonPropertyName("error")] VllmErrorDetail Error);
