using RerankKit;
using RerankKit.Embedded;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the embedded reranker.</summary>
public static class EmbeddedRerankingBuilderExtensions
{
    /// <summary>Takes the reranker whose model is in the package: no download, no native code.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="configure">Sets weights, cache and guard.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddEmbedded(this IRerankingBuilder builder, Action<EmbeddedRerankerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new EmbeddedRerankerOptions();
        configure?.Invoke(options);
        return builder.AddReranker(services => new EmbeddedReranker(options, services.GetTimeProvider()));
    }
}
