using RerankKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a blend of first-stage and reranker scores to a pipeline.</summary>
public static class BlendRerankerBuilderExtensions
{
    /// <summary>Fuses the reranker's score with the first stage's after a normalisation.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets weight and normalisation.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseBlend(this RerankerBuilder builder, Action<BlendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new BlendOptions();
        configure?.Invoke(options);
        return builder.UseBlend(options.Clone());
    }

    internal static RerankerBuilder UseBlend(this RerankerBuilder builder, BlendOptions options) =>
        builder.Use((inner, services) => new BlendReranker(inner, options, services.GetTimeProvider()));
}
