using RerankKit;
using RerankKit.LateInteraction;
using RerankKit.MiniLM;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the reranker whose model is in the package.</summary>
public static class MiniLMRerankingBuilderExtensions
{
    /// <summary>Takes all-MiniLM-L6-v2 out of the package, as late interaction: a neural reranker for English without a hub and without a download.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="configureEncoder">Sets lengths, threads, device.</param>
    /// <param name="configure">Sets store, precision, aggregation; without a store that of the container is taken, if there is one.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddMiniLM(
        this IRerankingBuilder builder,
        Action<MultiVectorEncoderOptions>? configureEncoder = null,
        Action<LateInteractionRerankerOptions>? configure = null) =>
        builder.AddLateInteraction(MiniLMModel.Directory, configureEncoder, configure);
}
