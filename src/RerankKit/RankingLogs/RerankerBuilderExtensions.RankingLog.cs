namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Logs each call for <c>rerankkit lift</c>: the first stage's order beside the pipeline's, with times, fallbacks and cache hits.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="log">Where; null for the one of <c>services.AddRankingLog</c>.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseRankingLog(this RerankerBuilder builder, RankingLog? log = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) => new RankingLogReranker(inner, log ?? services.GetRankingLog(), services.GetTimeProvider()));
    }

    private static RankingLog GetRankingLog(this IServiceProvider services) =>
        services.GetService<RankingLog>()
        ?? throw new InvalidOperationException("There is no log of rankings. Register it with services.AddRankingLog(...) (in configuration, the key RankingLog beside Provider), or give one.");
}
