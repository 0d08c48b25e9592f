using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A place of a ranking, as Text Embeddings Inference writes it.</summary>
internal readonly record struct RankedText(
    [property: JsonPropertyName("index")] int Index,
    [property: JsonPropertyName("score"), JsonConverter(typeof(ScoreConverter))] double Score,
    [property: JsonPropertyName("text"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text);
