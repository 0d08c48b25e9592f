namespace RerankKit.AspNetCore;

/// <summary>A path that several dialects may share, and what decides between them.</summary>
internal sealed record RerankPath(string Name, Dialect Usual)
{
    /// <summary>Text Embeddings Inference's with <c>texts</c>, that of Jina, vLLM and Infinity with <c>documents</c>.</summary>
    public static RerankPath Plain { get; } = new("/rerank", Dialect.TextEmbeddingsInference);

    /// <summary>One answer for Cohere's version 1, Jina, OpenSearch and Elasticsearch; vLLM's where a member is that only vLLM has.</summary>
    public static RerankPath V1 { get; } = new("/v1/rerank", Dialect.Shared);

    /// <summary>Cohere's version 2.</summary>
    public static RerankPath V2 { get; } = new("/v2/rerank", Dialect.CohereV2);

    /// <summary>Which dialect a body on this path is in.</summary>
    public Dialect DialectOf(RerankRequestBody body) =>
        this == V2 ? Dialect.CohereV2
        : body.Texts is not null ? Dialect.TextEmbeddingsInference
        : body.HasMemberOfVllm ? Dialect.Vllm
        : body.Documents is not null ? Dialect.Shared
        : Usual;
}
