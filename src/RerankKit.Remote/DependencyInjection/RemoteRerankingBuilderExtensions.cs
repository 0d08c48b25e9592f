using RerankKit;
using RerankKit.LateInteraction;
using RerankKit.Remote;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers rerankers that a service answers over HTTP.</summary>
/// <remarks>
/// Keys come from the options, else from the environment, else from the application's configuration; a missing one stops the start of the host and is named. Requests go
/// through <see cref="IHttpClientFactory"/>: add handlers to the client <c>RerankKit.PROVIDER</c> with <c>services.AddHttpClient("RerankKit.cohere")</c>.
/// </remarks>
public static class RemoteRerankingBuilderExtensions
{
    /// <summary>Takes Cohere. Needs a key: <c>CO_API_KEY</c>.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddCohere(this IRerankingBuilder builder, Action<CohereOptions>? configure = null) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes Cohere's rerankers on Azure AI Foundry. Needs an endpoint, and a key (<c>AZURE_COHERE_API_KEY</c>) or a token.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddAzureCohere(this IRerankingBuilder builder, Action<AzureCohereOptions> configure) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes Jina. Needs a key: <c>JINA_API_KEY</c>.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddJina(this IRerankingBuilder builder, Action<JinaOptions>? configure = null) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes Voyage AI. Needs a key: <c>VOYAGE_API_KEY</c>.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddVoyage(this IRerankingBuilder builder, Action<VoyageOptions>? configure = null) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes Mixedbread. Needs a key: <c>MXBAI_API_KEY</c>.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddMixedbread(this IRerankingBuilder builder, Action<MixedbreadOptions>? configure = null) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes a Text Embeddings Inference server. Needs an endpoint.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddTextEmbeddingsInference(this IRerankingBuilder builder, Action<TextEmbeddingsInferenceOptions> configure) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes late interaction over the token vectors of a Text Embeddings Inference server. Needs an endpoint and a dimension; see <see cref="TextEmbeddingsInferenceEncoder"/> for the models it suits.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="configureEncoder">Sets the encoder's options.</param>
    /// <param name="configure">Sets store, precision, aggregation; without a store that of the container is taken, if there is one.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddTextEmbeddingsInferenceLateInteraction(
        this IRerankingBuilder builder, Action<TextEmbeddingsInferenceEncoderOptions> configureEncoder, Action<LateInteractionRerankerOptions>? configure = null) =>
        RemoteRegistration.Add(builder, configureEncoder, configure);

    /// <summary>Takes a vLLM server. Needs an endpoint.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddVllm(this IRerankingBuilder builder, Action<VllmOptions> configure) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes an Infinity server. Needs an endpoint.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddInfinity(this IRerankingBuilder builder, Action<InfinityOptions> configure) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes a llama.cpp server. Needs an endpoint.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddLlamaCpp(this IRerankingBuilder builder, Action<LlamaCppOptions> configure) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes an NVIDIA NIM reranker. Needs an endpoint, or a key for NVIDIA's own: <c>NVIDIA_API_KEY</c>.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddNvidiaNim(this IRerankingBuilder builder, Action<NvidiaNimOptions>? configure = null) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes Pinecone Inference. Needs a key: <c>PINECONE_API_KEY</c>.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddPinecone(this IRerankingBuilder builder, Action<PineconeOptions>? configure = null) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes Amazon Bedrock's Rerank API. Needs a region and credentials.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddBedrock(this IRerankingBuilder builder, Action<BedrockOptions>? configure = null) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes Cohere's rerankers called as models on Amazon Bedrock. Needs a region and credentials.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddBedrockCohere(this IRerankingBuilder builder, Action<BedrockCohereOptions>? configure = null) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes the ranking API of Google Vertex AI Search. Needs a project and a token.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddVertexRanking(this IRerankingBuilder builder, Action<VertexRankingOptions>? configure = null) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes a rerank inference endpoint of Elasticsearch. Needs an endpoint and the inference endpoint's id as model.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddElasticsearch(this IRerankingBuilder builder, Action<ElasticsearchOptions> configure) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes a text-similarity model of OpenSearch. Needs an endpoint and the model's id.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddOpenSearch(this IRerankingBuilder builder, Action<OpenSearchOptions> configure) => RemoteRegistration.Add(builder, configure);

    /// <summary>Takes a service that RerankKit does not know, described in the options. Needs an endpoint.</summary>
    /// <inheritdoc cref="AddCohere" path="/param|/returns"/>
    public static RerankerBuilder AddHttpReranker(this IRerankingBuilder builder, Action<CustomRerankerOptions> configure) => RemoteRegistration.Add(builder, configure);

    /// <summary>
    /// Makes the providers known to configuration: <c>cohere</c>, <c>azure-cohere</c>, <c>jina</c>, <c>voyage</c>, <c>mixedbread</c>, <c>tei</c>, <c>vllm</c>,
    /// <c>infinity</c>, <c>llama.cpp</c>, <c>nvidia-nim</c>, <c>pinecone</c>, <c>bedrock</c>, <c>bedrock-cohere</c>, <c>vertex</c>, <c>elasticsearch</c>,
    /// <c>opensearch</c>, <c>http</c>; and <c>tei</c> among the encoders of late interaction; see docs/providers.md.
    /// </summary>
    /// <param name="services">Where they are registered.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRemoteRerankers(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        foreach (Func<RemoteRerankerOptions> create in RemoteProviders.All)
        {
            RemoteRerankerOptions options = create();
            RemoteHttpClients.Register(services, options);
            services.AddRerankerProvider(options.ProviderName, (provider, section) => ConfiguredRemotes.Create(provider, section, create()));
        }

        return services.AddMultiVectorEncoderProvider("tei", ConfiguredRemotes.Encoder);
    }
}
