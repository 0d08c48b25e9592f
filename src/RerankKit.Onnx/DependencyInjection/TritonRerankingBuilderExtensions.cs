using Microsoft.Extensions.DependencyInjection;
using RerankKit.LateInteraction;

namespace RerankKit.Onnx;

/// <summary>Registers rerankers whose model a server runs.</summary>
public static class TritonRerankingBuilderExtensions
{
    /// <summary>The name of the <see cref="HttpClient"/> whose handlers carry the requests: <c>services.AddHttpClient(HttpClientName)</c> adds more of them, which then see every attempt.</summary>
    public const string HttpClientName = "rerankkit-triton";

    /// <summary>Takes a cross-encoder that Triton, or another server of the KServe v2 protocol, runs.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="modelFolder">The model's folder, as Hugging Face publishes it; config.json and the tokenizer's files are enough.</param>
    /// <param name="configure">Sets endpoints, the model's name there, sizes, balancing, retries, hedging.</param>
    /// <returns>The pipeline, to decorate.</returns>
    /// <exception cref="ArgumentException">No endpoint is named.</exception>
    public static RerankerBuilder AddTriton(this IRerankingBuilder builder, string modelFolder, Action<RemoteCrossEncoderOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelFolder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new RemoteCrossEncoderOptions();
        configure(options);
        ServingHandlers.RequireEndpoints(options, nameof(configure));
        ServedModels.AddTransport(builder.Services);
        CheckAtStart(builder);
        return builder.AddReranker(services => ServedModels.CrossEncoder(services, modelFolder, options));
    }

    /// <summary>Takes late interaction over the token vectors of a ColBERT model that Triton, or another server of the KServe v2 protocol, runs.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="modelFolder">The model's folder, as Hugging Face publishes it; configuration, tokenizer files and dense layers are enough.</param>
    /// <param name="configureEncoder">Sets endpoints, the model's name there, lengths, query expansion, pooling, balancing, retries, hedging.</param>
    /// <param name="configure">Sets store, precision, aggregation; without a store that of the container is taken, if there is one.</param>
    /// <returns>The pipeline, to decorate.</returns>
    /// <exception cref="ArgumentException">No endpoint is named.</exception>
    public static RerankerBuilder AddTritonLateInteraction(
        this IRerankingBuilder builder,
        string modelFolder,
        Action<RemoteMultiVectorEncoderOptions> configureEncoder,
        Action<LateInteractionRerankerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelFolder);
        ArgumentNullException.ThrowIfNull(configureEncoder);
        var options = new RemoteMultiVectorEncoderOptions();
        configureEncoder(options);
        ServingHandlers.RequireEndpoints(options, nameof(configureEncoder));
        ServedModels.AddTransport(builder.Services);
        CheckAtStart(builder);
        return builder.AddLateInteraction(services => ServedModels.MultiVectorEncoder(services, modelFolder, options), configure);
    }

    // A folder without a tokenizer is found when the application starts; the server is not asked before the first request.
    private static void CheckAtStart(IRerankingBuilder builder) => StartCheck.Add(builder.Services, services =>
    {
        using IServiceScope scope = services.CreateScope();
        _ = builder.Name is null ? scope.ServiceProvider.GetService<IReranker>() : scope.ServiceProvider.GetKeyedService<IReranker>(builder.Name);
    });
}
