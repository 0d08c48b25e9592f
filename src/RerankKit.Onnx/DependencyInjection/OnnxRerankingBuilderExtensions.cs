using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx;

/// <summary>Registers rerankers that run a model.</summary>
public static class OnnxRerankingBuilderExtensions
{
    /// <summary>Takes a cross-encoder.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="model">
    /// A model's folder, or its id on the hub, which is downloaded into the Hugging Face cache when the reranker is made: at the start of the host,
    /// or when it is first asked for.
    /// </param>
    /// <param name="configure">Sets files, label, activation, truncation, threads, device.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddCrossEncoder(this IRerankingBuilder builder, string model, Action<CrossEncoderOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        var options = new CrossEncoderOptions();
        configure?.Invoke(options);
        return builder.AddModel(options, services => ModelResolution.CrossEncoder(services, model, options));
    }

    /// <summary>Takes a decoder reranker: Qwen3-Reranker, bge-reranker-v2-gemma, mxbai-rerank-v2.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="model">A model's folder, or its id on the hub, as for <see cref="AddCrossEncoder"/>.</param>
    /// <param name="configure">Sets files, template, instruction, threads, device.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddDecoderReranker(this IRerankingBuilder builder, string model, Action<DecoderRerankerOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        var options = new DecoderRerankerOptions();
        configure?.Invoke(options);
        return builder.AddModel(options, services => ModelResolution.Decoder(services, model, options));
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
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        var options = new MultiVectorEncoderOptions();
        configureEncoder?.Invoke(options);
        builder.AddModelServices(options);
        return builder.AddLateInteraction(services => ModelResolution.MultiVectorEncoder(services, model, options), configure);
    }

    /// <summary>
    /// Makes the providers <c>cross-encoder</c>, <c>decoder</c> and <c>triton</c> known to configuration, and <c>onnx</c>, <c>static</c> and <c>triton</c> among the encoders of late
    /// interaction; see docs/configuration.md.
    /// </summary>
    /// <param name="services">Where they are registered.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOnnxRerankers(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<ModelStore>(CreateStore);
        ServedModels.AddTransport(services);
        return services
            .AddRerankerProvider("cross-encoder", (provider, section) => ConfiguredModels.CrossEncoder(provider, section))
            .AddRerankerProvider("decoder", (provider, section) => ConfiguredModels.Decoder(provider, section))
            .AddRerankerProvider("triton", (provider, section) => ServedModels.CrossEncoder(provider, section))
            .AddMultiVectorEncoderProvider("triton", (provider, section) => ServedModels.MultiVectorEncoder(provider, section))
            .AddMultiVectorEncoderProvider("static", (_, section) => ConfiguredModels.StaticEncoder(section))
            .AddMultiVectorEncoderProvider("onnx", (provider, section) => ConfiguredModels.MultiVectorEncoder(provider, section));
    }

    private static RerankerBuilder AddModel(this IRerankingBuilder builder, InferenceOptions options, Func<IServiceProvider, IReranker> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddModelServices(options);
        return builder.AddReranker(factory);
    }

    private static void AddModelServices(this IRerankingBuilder builder, InferenceOptions options)
    {
        builder.Services.TryAddSingleton<ModelStore>(CreateStore);
        if (options.WarmUpOnStart)
        {
            string? name = builder.Name;
            builder.Services.AddSingleton<IHostedService>(services => new WarmUpService(services, name));
        }
    }

    private static ModelStore CreateStore(IServiceProvider services) => new(
        services.GetService<ModelStoreOptions>(),
        httpClient: null,
        services.GetService<TimeProvider>(),
        services.GetService<ILogger<ModelStore>>());
}
