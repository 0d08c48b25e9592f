using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A refusal that clients of Cohere (<c>message</c>), Jina (<c>detail</c>) and vLLM (<c>error</c>) read, each its own member.</summary>
internal sealed record SharedError(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("error")] VllmErrorDetail Error);
