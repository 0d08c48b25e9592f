using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>What is served, as Text Embeddings Inference says it. Members that it has and this server knows nothing of are left out.</summary>
internal sealed record InfoAnswer(
    [property: JsonPropertyName("model_id")] string ModelId,
    [property: JsonPropertyName("model_sha")] string? ModelSha,
    [property: JsonPropertyName("model_type")] ModelTypeAnswer ModelType,
    [property: JsonPropertyName("max_concurrent_requests")] int MaxConcurrentRequests,
    [property: JsonPropertyName("max_client_batch_size")] int MaxClientBatchSize,
    [property: JsonPropertyName("auto_truncate")] bool AutoTruncate,
    [property: JsonPropertyName("version")] string Version);
