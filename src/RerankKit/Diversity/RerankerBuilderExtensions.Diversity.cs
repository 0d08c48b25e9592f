namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Reorders the head of the ranking by maximal marginal relevance, so that near-duplicates do not fill it.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets λ, depth, similarity and group cap.</param>
    /// <returns>The pipeline.</returns>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static RerankerBuilder UseDiversity(this RerankerBuilder builder, Action<DiversityOptions>? configure = null) =>
        builder.UseDiversity(Configured(builder, configure));

    internal static RerankerBuilder UseDiversity(this RerankerBuilder builder, DiversityOptions options)
    {
        options.Check();
        return builder.Use((inner, services) => new DiversityReranker(inner, options, services.GetTimeProvider()));
    }
}
