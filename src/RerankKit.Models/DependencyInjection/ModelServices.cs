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

    /// <summary>Loads a model with the container's log and clock, and takes note of it where its options want it warm.</summary>
    public static T Load<TFiles, TOptions, T>(this IServiceProvider services, TFiles files, TOptions options, Func<TFiles, TOptions, ILogger?, TimeProvider?, T> load)
        where TOptions : InferenceOptions
        where T : IWarmable
    {
        T model = load(files, options, services.GetService<ILoggerFactory>()?.CreateLogger<T>(), services.GetService<TimeProvider>());
        services.GetRequiredService<ColdModels>().Add(options, model.WarmUpAsync);
        return model;
    }

    private static ModelStore CreateStore(IServiceProvider services) => new(
        services.GetService<ModelStoreOptions>(),
        httpClient: null,
        services.GetService<TimeProvider>(),
        services.GetService<ILogger<ModelStore>>());
}
