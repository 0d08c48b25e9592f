namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Drops candidates that score below <paramref name="minScore"/>.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="minScore">The lowest score that stays.</param>
    /// <param name="scoreKind">The kind of score the threshold was chosen for; responses of another kind are refused.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseScoreCutoff(this RerankerBuilder builder, double minScore, RerankScoreKind scoreKind) =>
        builder.UseScoreCutoff(new ScoreCutoffOptions { MinScore = minScore, ScoreKind = scoreKind });

    /// <summary>Drops candidates that score below a threshold.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="options">The threshold, the kind of score it is for, and what stays regardless.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseScoreCutoff(this RerankerBuilder builder, ScoreCutoffOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        return builder.Use(inner => new ScoreCutoffReranker(inner, options));
    }
}
