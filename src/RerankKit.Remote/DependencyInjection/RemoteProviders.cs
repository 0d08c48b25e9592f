namespace RerankKit.Remote;

/// <summary>The providers that configuration can name.</summary>
internal static class RemoteProviders
{
    public static IReadOnlyList<Func<RemoteRerankerOptions>> All { get; } =
    [
        () => new CohereOptions(),
        () => new AzureCohereOptions(),
        () => new JinaOptions(),
        () => new VoyageOptions(),
        () => new MixedbreadOptions(),
        () => new TextEmbeddingsInferenceOptions(),
        () => new VllmOptions(),
        () => new InfinityOptions(),
        () => new LlamaCppOptions(),
        () => new NvidiaNimOptions(),
        () => new PineconeOptions(),
        () => new BedrockOptions(),
        () => new BedrockCohereOptions(),
        () => new VertexRankingOptions(),
        () => new ElasticsearchOptions(),
        () => new OpenSearchOptions(),
        () => new CustomRerankerOptions(),
    ];
}
