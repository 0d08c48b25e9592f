using RerankKit;
using RerankKit.LateInteraction;
using RerankKit.Triton;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers rerankers whose model a server runs.</summary>
public static class TritonRerankingBuilderExtensions
{
    /// <summary>The name of the <see cref="HttpClient"/> whose handlers carry the requests: <c>services.AddHttpClient(HttpClientName)</c> adds more of them, which then see every attempt.</summary>
    public const string HttpClientName = "rerankkit-triton";

    /// <summary>Takes a cross-encoder that Triton, or another server of the KServe v2 protocol, runs.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="modelFolder">The model's folder, as Hugging Face publishes it; config.json and the tokenizer's files are enough.</param>
    /// <param name="configure">Sets the server (<c>options.Server</c>: endpoints, the model's name there, balancing, retries, hedging), label, activation, sizes.</param>
    /// <returns>The pipeline, to decorate. Where <c>AddReranking</c> was given a lifetime other than the application's, the pipelines of all scopes share the model.</returns>
    /// <exception cref="ArgumentException">No endpoint is named.</exception>
    public static RerankerBuilder AddTriton(this IRerankingBuilder builder, string modelFolder, Action<CrossEncoderOptions> configure)
    {
        CrossEncoderOptions options = Configure(builder, modelFolder, configure);
        return builder.AddModel(atStart: null, services => ServedModels.Load(services, modelFolder, options, TritonCrossEncoder.LoadServed));
    }

    /// <summary>Takes a decoder reranker that Triton, or another server of the KServe v2 protocol, runs; its graph takes no past keys and values.</summary>
    /// <inheritdoc cref="AddTriton"/>
    public static RerankerBuilder AddTritonDecoder(this IRerankingBuilder builder, string modelFolder, Action<DecoderRerankerOptions> configure)
    {
        DecoderRerankerOptions options = Configure(builder, modelFolder, configure);
        return builder.AddModel(atStart: null, services => ServedModels.Load(services, modelFolder, options, TritonDecoder.LoadServed));
    }

    /// <summary>Takes late interaction over the token vectors of a ColBERT model that Triton, or another server of the KServe v2 protocol, runs.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="modelFolder">The model's folder, as Hugging Face publishes it; configuration, tokenizer files and dense layers are enough.</param>
    /// <param name="configureEncoder">Sets the server (<c>options.Server</c>: endpoints, the model's name there, balancing, retries, hedging), lengths, query expansion, pooling.</param>
    /// <param name="configure">Sets store, precision, aggregation; without a store that of the container is taken, if there is one.</param>
    /// <returns>The pipeline, to decorate.</returns>
    /// <exception cref="ArgumentException">No endpoint is named.</exception>
    public static RerankerBuilder AddTritonLateInteraction(
        this IRerankingBuilder builder,
        string modelFolder,
        Action<MultiVectorEncoderOptions> configureEncoder,
        Action<LateInteractionRerankerOptions>? configure = null)
    {
        MultiVectorEncoderOptions options = Configure(builder, modelFolder, configureEncoder);
        return builder.AddEncoder(atStart: null, services => ServedModels.Load(services, modelFolder, options, TritonMultiVectorEncoder.LoadServed), configure);
    }

    /// <summary>Makes the provider <c>triton</c> known to configuration, among rerankers and among the encoders of late interaction; see docs/configuration.md.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddTritonRerankers(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        ModelServices.Add(services);
        ServedModels.AddTransport(services);
        return services
            .AddRerankerProvider("triton", (provider, section) => ConfiguredTritonModels.CrossEncoder(provider, section))
            .AddMultiVectorEncoderProvider("triton", (provider, section) => ConfiguredTritonModels.MultiVectorEncoder(provider, section));
    }

    // A folder without a tokenizer is found when the application starts; the server is not asked before the first request, unless it is to be warmed up.
    private static T Configure<T>(IRerankingBuilder builder, string modelFolder, Action<T> configure)
        where T : InferenceOptions, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelFolder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new T();
        configure(options);
        ServingHandlers.RequireAddress(options.Server, nameof(configure));
        ServedModels.AddTransport(builder.Services);
        StartCheck.Add(builder.Services, services =>
        {
            using IServiceScope scope = services.CreateScope();
            _ = builder.Name is null ? scope.ServiceProvider.GetService<IReranker>() : scope.ServiceProvider.GetKeyedService<IReranker>(builder.Name);
        });
        return options;
    }
}
