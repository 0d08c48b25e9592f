using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>What is wrong, in the words of vLLM.</summary>
internal sealed record VllmErrorDetail(
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("param")] string? Parameter,
    [property: JsonPropertyName("code")] int Code);
