using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A refusal in the words of Text Embeddings Inference.</summary>
internal sealed record TextEmbeddingsInferenceError(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_type")] string Type);
