namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Skips reranking where the first stage's best candidate stands far above the others.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets mode, threshold, rank and shadow rate.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseScoreGapGate(this RerankerBuilder builder, Action<ScoreGapGateOptions>? configure = null) =>
        builder.UseScoreGapGate(Configured(builder, configure));

    internal static RerankerBuilder UseScoreGapGate(this RerankerBuilder builder, ScoreGapGateOptions options) =>
        builder.Use((inner, services) => new ScoreGapGateReranker(inner, options, services.GetTimeProvider()));
}
