using RerankKit.MiniLM;
using RerankKit.Onnx;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes the model in the package known to configuration.</summary>
public static class MiniLMServiceCollectionExtensions
{
    /// <summary>Makes <c>minilm</c> known to configuration, among the encoders of late interaction and the generators of embeddings; see docs/configuration.md.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMiniLMModel(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services
            .AddOnnxRerankers()
            .AddMultiVectorEncoderProvider("minilm", (provider, section) => ConfiguredOnnxModels.MultiVectorEncoder(provider, section, new() { AcceptEmbeddingModel = true }, MiniLMModel.Directory))
            .AddEmbeddingGeneratorProvider("minilm", (provider, section) => ConfiguredOnnxModels.TextEmbeddings(provider, section, MiniLMModel.Directory));
    }
}
