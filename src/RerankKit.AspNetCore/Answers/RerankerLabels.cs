using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>The labels of a reranker: one, as its score is one number.</summary>
internal sealed record RerankerLabels(
    [property: JsonPropertyName("id2label")] IReadOnlyDictionary<string, string> Labels,
    [property: JsonPropertyName("label2id")] IReadOnlyDictionary<string, int> Ids)
{
    public static RerankerLabels One { get; } = new(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["0"] = "LABEL_0" },
        new Dictionary<string, int>(StringComparer.Ordinal) { ["LABEL_0"] = 0 });
}
