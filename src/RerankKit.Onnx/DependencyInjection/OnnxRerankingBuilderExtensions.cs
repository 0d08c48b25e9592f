using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using RerankKit.LateInteraction;

namespace RerankKit.Onnx;

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
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        var options = new CrossEncoderOptions();
        configure?.Invoke(options);
        return builder.AddModel(model, options, (services, origin) => ModelResolution.CrossEncoder(services, origin, options));
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
        return builder.AddModel(model, options, (services, origin) => ModelResolution.Decoder(services, origin, options));
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
        ModelOrigin origin = builder.AddOrigin(model, options);
        if (builder.Lifetime == ServiceLifetime.Singleton)
        {
            return builder.AddLateInteraction(services => ModelResolution.MultiVectorEncoder(services, origin, options), configure);
        }

        object key = new();
        builder.Services.AddKeyedSingleton<IMultiVectorEncoder>(key, (services, _) => ModelResolution.MultiVectorEncoder(services, origin, options));
        return builder.AddLateInteraction(services => services.GetRequiredKeyedService<IMultiVectorEncoder>(key), late =>
        {
            configure?.Invoke(late);
            late.LeaveEncoderOpen = true;
        });
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
        AddModelServices(services);
        ServedModels.AddTransport(services);
        return services
            .AddRerankerProvider("cross-encoder", (provider, section) => ConfiguredModels.CrossEncoder(provider, section))
            .AddRerankerProvider("decoder", (provider, section) => ConfiguredModels.Decoder(provider, section))
            .AddRerankerProvider("triton", (provider, section) => ServedModels.CrossEncoder(provider, section))
            .AddMultiVectorEncoderProvider("triton", (provider, section) => ServedModels.MultiVectorEncoder(provider, section))
            .AddMultiVectorEncoderProvider("static", (_, section) => ConfiguredModels.StaticEncoder(section))
            .AddMultiVectorEncoderProvider("onnx", (provider, section) => ConfiguredModels.MultiVectorEncoder(provider, section));
    }

    // Pipelines of scopes share one model: loading it takes longer than many requests.
    private static RerankerBuilder AddModel(
        this IRerankingBuilder builder, string model, InferenceOptions options, Func<IServiceProvider, ModelOrigin, IReranker> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ModelOrigin origin = builder.AddOrigin(model, options);
        if (builder.Lifetime == ServiceLifetime.Singleton)
        {
            return builder.AddReranker(services => factory(services, origin));
        }

        object key = new();
        builder.Services.AddKeyedSingleton(key, (services, _) => factory(services, origin));
        return builder.AddReranker(services => new SharedReranker(services.GetRequiredKeyedService<IReranker>(key)));
    }

    private static ModelOrigin AddOrigin(this IRerankingBuilder builder, string model, InferenceOptions options)
    {
        AddModelServices(builder.Services);
        var origin = new ModelOrigin(model, options);
        if (options.WarmUpOnStart)
        {
            builder.Services.AddSingleton(new ModelAtStart(builder.Name, origin));
        }

        return origin;
    }

    private static void AddModelServices(IServiceCollection services)
    {
        services.TryAddSingleton<ModelStore>(CreateStore);
        services.TryAddSingleton<ColdModels>();
        services.AddHostedService<WarmUpService>();
    }

    private static ModelStore CreateStore(IServiceProvider services) => new(
        services.GetService<ModelStoreOptions>(),
        httpClient: null,
        services.GetService<TimeProvider>(),
        services.GetService<ILogger<ModelStore>>());
}
