using RerankKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds diversity to a pipeline.</summary>
public static class DiversityRerankerBuilderExtensions
{
    /// <summary>Reorders the head of the ranking by maximal marginal relevance, so that near-duplicates do not fill it.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets λ, depth, similarity and group cap.</param>
    /// <returns>The pipeline.</returns>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static RerankerBuilder UseDiversity(this RerankerBuilder builder, Action<DiversityOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new DiversityOptions();
        configure?.Invoke(options);
        return builder.UseDiversity(options.Clone());
    }

    internal static RerankerBuilder UseDiversity(this RerankerBuilder builder, DiversityOptions options)
    {
        options.Check();
        return builder.Use((inner, services) => new DiversityReranker(inner, options, services.GetTimeProvider()));
    }
}
