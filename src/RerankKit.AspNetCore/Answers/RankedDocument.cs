using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A place of a ranking, as Cohere, Jina and vLLM write it. A class that is filled again for each place: the serializer boxes structs.</summary>
internal sealed class RankedDocument
{
    [JsonPropertyName("index")]
    public int Index { get; set; }

    [JsonPropertyName("relevance_score")]
    [JsonConverter(typeof(ScoreConverter))]
    public double Score { get; set; }

    [JsonPropertyName("document")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EchoedDocument? Document { get; set; }
}
