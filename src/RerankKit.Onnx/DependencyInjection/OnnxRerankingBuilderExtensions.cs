using RerankKit;
using RerankKit.LateInteraction;
using RerankKit.Onnx;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers rerankers that run a model.</summary>
public static class OnnxRerankingBuilderExtensions
{
    /// <summary>Takes a cross-encoder.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="model">
    /// A model's folder, or its id on the hub, which is downloaded into the Hugging Face cache at the start of the host, or when it is first asked for. Where
    /// <c>AddReranking</c> was given a lifetime other than the application's, the pipelines of all scopes share the model.
    /// </param>
    /// <param name="configure">Sets files, label, activation, truncation, threads, device.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddCrossEncoder(this IRerankingBuilder builder, string model, Action<CrossEncoderOptions>? configure = null)
    {
        (ModelOrigin origin, CrossEncoderOptions options) = Configure(builder, model, configure);
        return builder.AddModel(AtStart(builder, origin, options), services => services.Load(origin.Get(services), options, OnnxCrossEncoder.Load));
    }

    /// <summary>Takes a decoder reranker: Qwen3-Reranker, bge-reranker-v2-gemma, mxbai-rerank-v2.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="model">A model's folder, or its id on the hub, as for <see cref="AddCrossEncoder"/>.</param>
    /// <param name="configure">Sets files, template, instruction, threads, device.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddDecoderReranker(this IRerankingBuilder builder, string model, Action<DecoderRerankerOptions>? configure = null)
    {
        (ModelOrigin origin, DecoderRerankerOptions options) = Configure(builder, model, configure);
        return builder.AddModel(AtStart(builder, origin, options), services => services.Load(origin.Get(services), options, OnnxDecoder.Load));
    }

    /// <summary>Takes late interaction over the token vectors of a ColBERT model.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="model">A model's folder, or its id on the hub, as for <see cref="AddCrossEncoder"/>.</param>
    /// <param name="configureEncoder">Sets files, lengths, query expansion, pooling, threads, device.</param>
    /// <param name="configure">Sets store, precision, aggregation; without a store that of the container is taken, if there is one.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddLateInteraction(
        this IRerankingBuilder builder,
        string model,
        Action<MultiVectorEncoderOptions>? configureEncoder = null,
        Action<LateInteractionRerankerOptions>? configure = null)
    {
        (ModelOrigin origin, MultiVectorEncoderOptions options) = Configure(builder, model, configureEncoder);
        return builder.AddEncoder(AtStart(builder, origin, options), services => services.Load(origin.Get(services), options, OnnxMultiVectorEncoder.Load), configure);
    }

    /// <summary>Takes the cosine of embeddings that a bi-encoder makes (all-MiniLM-L6-v2, bge, e5, gte, arctic-embed).</summary>
    /// <remarks>Vectors of documents are kept in memory, or in the container's <see cref="ITokenVectorStoreProvider"/>: <c>AddSqliteRerankStore</c>, <c>AddDistributedTokenVectorStore</c>.</remarks>
    /// <param name="builder">The registration.</param>
    /// <param name="model">A model's folder, or its id on the hub, as for <see cref="AddCrossEncoder"/>.</param>
    /// <param name="configureModel">Sets files, pooling, dimension, prompts, threads, device.</param>
    /// <param name="configure">Sets cache, blend.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddEmbeddings(
        this IRerankingBuilder builder,
        string model,
        Action<TextEmbeddingOptions>? configureModel = null,
        Action<EmbeddingRerankerOptions>? configure = null)
    {
        (ModelOrigin origin, TextEmbeddingOptions options) = Configure(builder, model, configureModel);
        return builder.AddEmbeddingModel(AtStart(builder, origin, options), services => services.Load(origin.Get(services), options, OnnxEmbeddingGenerator.Load), configure);
    }

    /// <summary>
    /// Makes the providers <c>cross-encoder</c>, <c>decoder</c> and <c>embeddings</c> known to configuration, <c>onnx</c> among the generators of the last, and <c>onnx</c> and <c>static</c> among the
    /// encoders of late interaction; see docs/configuration.md.
    /// </summary>
    /// <param name="services">Where they are registered.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOnnxRerankers(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        ModelServices.Add(services);
        return services
            .AddRerankerProvider("cross-encoder", (provider, section) => ConfiguredOnnxModels.CrossEncoder(provider, section))
            .AddRerankerProvider("decoder", (provider, section) => ConfiguredOnnxModels.Decoder(provider, section))
            .AddMultiVectorEncoderProvider("static", (_, section) => ConfiguredModels.StaticEncoder(section))
            .AddMultiVectorEncoderProvider("onnx", (provider, section) => ConfiguredOnnxModels.MultiVectorEncoder(provider, section))
            .AddEmbeddingGeneratorProvider("onnx", (provider, section) => ConfiguredOnnxModels.TextEmbeddings(provider, section));
    }

    private static (ModelOrigin Origin, T Options) Configure<T>(IRerankingBuilder builder, string model, Action<T>? configure)
        where T : InferenceOptions, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        var options = new T();
        configure?.Invoke(options);
        return (new(model, options), options);
    }

    private static ModelAtStart? AtStart(IRerankingBuilder builder, ModelOrigin origin, InferenceOptions options) => options.WarmsUpOnStart ? new(builder.Name, origin) : null;
}
