using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>The score of a pair, as vLLM writes it.</summary>
internal readonly record struct ScoredPair(
    [property: JsonPropertyName("index")] int Index,
    [property: JsonPropertyName("object")] string Object,
    [property: JsonPropertyName("score"), JsonConverter(typeof(ScoreConverter))] double Score);
