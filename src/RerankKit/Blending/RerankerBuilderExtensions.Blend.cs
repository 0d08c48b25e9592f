namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Fuses the reranker's score with the first stage's after a normalisation.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets weight and normalisation.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseBlend(this RerankerBuilder builder, Action<BlendOptions>? configure = null) =>
        builder.UseBlend(Configured(builder, configure));

    internal static RerankerBuilder UseBlend(this RerankerBuilder builder, BlendOptions options) =>
        builder.Use((inner, services) => new BlendReranker(inner, options, services.GetTimeProvider()));
}
