using RerankKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a score-gap gate to a pipeline.</summary>
public static class ScoreGapGateRerankerBuilderExtensions
{
    /// <summary>Skips reranking where the first stage's best candidate stands far above the others.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets mode, threshold, rank and shadow rate.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseScoreGapGate(this RerankerBuilder builder, Action<ScoreGapGateOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new ScoreGapGateOptions();
        configure?.Invoke(options);
        return builder.UseScoreGapGate(options);
    }

    internal static RerankerBuilder UseScoreGapGate(this RerankerBuilder builder, ScoreGapGateOptions options) =>
        builder.Use((inner, services) => new ScoreGapGateReranker(inner, options, services.GetTimeProvider()));
}
