using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>That a model is a reranker, as Text Embeddings Inference says it.</summary>
internal sealed record ModelTypeAnswer([property: JsonPropertyName("reranker")] RerankerLabels Reranker);
