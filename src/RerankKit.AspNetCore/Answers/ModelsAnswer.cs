using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>The models that requests may name, as OpenAI's interface lists them.</summary>
internal sealed record ModelsAnswer(
    [property: JsonPropertyName("object")] string Object,
    [property: JsonPropertyName("data")] IReadOnlyList<ModelAnswer> Data);
