using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using RerankKit.LateInteraction;

namespace RerankKit.Models;

/// <summary>Registers models, wherever their graphs run.</summary>
internal static class ModelServices
{
    /// <summary>Takes a reranker that runs a model. Pipelines of scopes share one model: loading it takes longer than many requests.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="atStart">What is found while the host starts; null for nothing, where the model is made at the first call.</param>
    /// <param name="factory">Loads the model.</param>
    public static RerankerBuilder AddModel(this IRerankingBuilder builder, ModelAtStart? atStart, Func<IServiceProvider, IReranker> factory)
    {
        Add(builder.Services, atStart);
        if (builder.Lifetime == ServiceLifetime.Singleton)
        {
            return builder.AddReranker(factory);
        }

        object key = new();
        builder.Services.AddKeyedSingleton(key, (services, _) => factory(services));
        return builder.AddReranker(services => new SharedReranker(services.GetRequiredKeyedService<IReranker>(key)));
    }

    /// <summary>Takes late interaction over the vectors of an encoder that runs a model.</summary>
    /// <inheritdoc cref="AddModel"/>
    public static RerankerBuilder AddEncoder(
        this IRerankingBuilder builder, ModelAtStart? atStart, Func<IServiceProvider, IMultiVectorEncoder> factory, Action<LateInteractionRerankerOptions>? configure)
    {
        Add(builder.Services, atStart);
        if (builder.Lifetime == ServiceLifetime.Singleton)
        {
            return builder.AddLateInteraction(factory, configure);
        }

        object key = new();
        builder.Services.AddKeyedSingleton(key, (services, _) => factory(services));
        return builder.AddLateInteraction(services => services.GetRequiredKeyedService<IMultiVectorEncoder>(key), late =>
        {
            configure?.Invoke(late);
            late.LeaveEncoderOpen = true;
        });
    }

    /// <summary>Takes the cosine of embeddings that a model makes.</summary>
    /// <inheritdoc cref="AddModel"/>
    public static RerankerBuilder AddEmbeddingModel(
        this IRerankingBuilder builder, ModelAtStart? atStart, Func<IServiceProvider, TextEmbeddingGenerator> factory, Action<EmbeddingRerankerOptions>? configure)
    {
        var options = new EmbeddingRerankerOptions();
        configure?.Invoke(options);
        string? name = builder.Name;
        return builder.AddModel(atStart, services => EmbeddingServices.Create(services, name, factory, options));
    }

    /// <summary>What finds models, and warms them up.</summary>
    public static void Add(IServiceCollection services, ModelAtStart? atStart = null)
    {
        if (!services.Any(descriptor => descriptor.ServiceType == typeof(ColdModels)))
        {
            services.TryAddSingleton<ModelStore>(CreateStore);
            services.AddSingleton<ColdModels>();
            WarmUpService.Add<ModelWarmUp>(services);
            services.AddRerankerDecorator("PassageWindows", UsePassageWindows);
        }

        if (atStart is not null)
        {
            services.AddSingleton(atStart);
        }
    }

    private static void UsePassageWindows(RerankerBuilder pipeline, SettingsReader settings)
    {
        var options = new PassageWindowsOptions();
        settings
            .Int32(nameof(options.WindowTokens), value => options.WindowTokens = value)
            .Double(nameof(options.Overlap), value => options.Overlap = value)
            .Enum<PassageAggregation>(nameof(options.Aggregation), value => options.Aggregation = value)
            .Int32(nameof(options.MaxWindows), value => options.MaxWindows = value);
        pipeline.UsePassageWindows(options);
    }

    /// <summary>Takes note of a model that its options want warm.</summary>
    public static T Warm<T>(this IServiceProvider services, T reranker, InferenceOptions options)
        where T : ModelReranker
    {
        services.GetRequiredService<ColdModels>().Add(options, reranker.WarmUpAsync);
        return reranker;
    }

    /// <inheritdoc cref="Warm{T}(IServiceProvider, T, InferenceOptions)"/>
    public static MultiVectorEncoder Warm(this IServiceProvider services, MultiVectorEncoder encoder, InferenceOptions options)
    {
        services.GetRequiredService<ColdModels>().Add(options, encoder.WarmUpAsync);
        return encoder;
    }

    /// <inheritdoc cref="Warm{T}(IServiceProvider, T, InferenceOptions)"/>
    public static TextEmbeddingGenerator Warm(this IServiceProvider services, TextEmbeddingGenerator generator, InferenceOptions options)
    {
        services.GetRequiredService<ColdModels>().Add(options, generator.WarmUpAsync);
        return generator;
    }

    public static ILogger? LoggerOf<T>(this IServiceProvider services) => services.GetService<ILoggerFactory>()?.CreateLogger<T>();

    private static ModelStore CreateStore(IServiceProvider services) => new(
        services.GetService<ModelStoreOptions>(),
        httpClient: null,
        services.GetService<TimeProvider>(),
        services.GetService<ILogger<ModelStore>>());
}
