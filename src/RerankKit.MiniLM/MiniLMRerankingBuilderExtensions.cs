using RerankKit;
using RerankKit.LateInteraction;
using RerankKit.MiniLM;
using RerankKit.Models;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the reranker whose model is in the package.</summary>
public static class MiniLMRerankingBuilderExtensions
{
    /// <summary>Takes all-MiniLM-L6-v2 out of the package, as late interaction: a neural reranker for English without a hub, a download or a native library.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="configureEncoder">Sets lengths, threads, <c>Engine</c>, device.</param>
    /// <param name="configure">Sets store, precision, aggregation; without a store that of the container is taken, if there is one.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddMiniLM(
        this IRerankingBuilder builder,
        Action<MultiVectorEncoderOptions>? configureEncoder = null,
        Action<LateInteractionRerankerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddLateInteraction(
            MiniLMModel.Directory,
            options =>
            {
                options.AcceptEmbeddingModel = true;
                configureEncoder?.Invoke(options);
            },
            configure);
    }
}
