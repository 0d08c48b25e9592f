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
        if (options.Endpoints.Count == 0)
        {
            throw new ArgumentException($"{nameof(options.Endpoints)} is empty. Name one server at least, for example http://localhost:8000.", nameof(configure));
        }

        ServedModels.AddTransport(builder.Services);
        return builder.AddReranker(services => ServedModels.CrossEncoder(services, modelFolder, options));
    }
}
