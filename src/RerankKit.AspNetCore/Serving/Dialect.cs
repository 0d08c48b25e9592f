namespace RerankKit.AspNetCore;

/// <summary>Whose words a request and its answer are in.</summary>
internal enum Dialect
{
    TextEmbeddingsInference,
    CohereV2,

    /// <summary>Cohere's version 1, Jina, Infinity, OpenSearch's connectors, Elasticsearch's custom service: one answer has what each of them reads.</summary>
    Shared,
    Vllm,
}
