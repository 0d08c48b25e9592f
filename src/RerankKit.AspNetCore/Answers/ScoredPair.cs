using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>The score of a pair, as vLLM writes it. Filled again for each pair.</summary>
internal sealed class ScoredPair
{
    [JsonPropertyName("index")]
    public int Index { get; set; }

    [JsonPropertyName("object")]
    public string Object { get; } = "score";

    [JsonPropertyName("score")]
    [JsonConverter(typeof(ScoreConverter))]
    public double Score { get; set; }
}
