using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A model that requests may name.</summary>
internal sealed record ModelAnswer(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("object")] string Object,
    [property: JsonPropertyName("owned_by")] string OwnedBy);
