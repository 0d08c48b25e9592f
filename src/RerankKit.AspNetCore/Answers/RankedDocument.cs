using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A place of a ranking, as Cohere, Jina and vLLM write it.</summary>
internal readonly record struct RankedDocument(
    [property: JsonPropertyName("index")] int Index,
    [property: JsonPropertyName("relevance_score"), JsonConverter(typeof(ScoreConverter))] double Score,
    [property: JsonPropertyName("document"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EchoedDocument? Document);
