using RerankKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the logging of rankings to a pipeline.</summary>
public static class RankingLogRerankerBuilderExtensions
{
    /// <summary>Logs each call, with the first stage's order beside the pipeline's, for <c>rerankkit lift</c>.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="log">Where; null for the one of <c>services.AddRankingLog</c>.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseRankingLog(this RerankerBuilder builder, RankingLog? log = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) => new RankingLogReranker(inner, log ?? RankingLogServiceCollectionExtensions.Get(services), services.GetTimeProvider()));
    }
}
