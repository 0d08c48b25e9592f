using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A place of a ranking, as Text Embeddings Inference writes it. Filled again for each place.</summary>
internal sealed class RankedText
{
    [JsonPropertyName("index")]
    public int Index { get; set; }

    [JsonPropertyName("score")]
    [JsonConverter(typeof(ScoreConverter))]
    public double Score { get; set; }

    [JsonPropertyName("text")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; set; }
}
