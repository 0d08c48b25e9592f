using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health check of rerankers.</summary>
public static class RerankerHealthChecksBuilderExtensions
{
    /// <summary>The tag by which an endpoint of readiness chooses the checks of rerankers.</summary>
    public const string ReadyTag = "ready";

    /// <summary>
    /// Checks whether a registered reranker is ready: whether what it scores with answers, past caches and fallbacks. A matter of readiness only: no restart of the application mends a model server
    /// that is down, so keep it out of an endpoint of liveness; docs/fallback.md shows both.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="rerankerName">The reranker's name; null for the one without. The check is named <c>reranker</c>, or <c>reranker:NAME</c>.</param>
    /// <param name="failureStatus">What a source that does not answer means. Null, the default: Degraded where the pipeline answers in its place, else Unhealthy.</param>
    /// <param name="tags">The check's tags; null for <see cref="ReadyTag"/>.</param>
    /// <param name="timeout">How long a source may take: more than zero, up to 1 day; null for 10 seconds.</param>
    /// <returns>The health checks.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    public static IHealthChecksBuilder AddReranker(
        this IHealthChecksBuilder builder, string? rerankerName = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        TimeSpan limit = RerankKit.Allow.UpToOneDay(timeout ?? RerankerHealthCheck.UsualTimeout, nameof(timeout));
        return builder.Add(new(
            rerankerName is null ? "reranker" : $"reranker:{rerankerName}",
            services => new RerankerHealthCheck(services, rerankerName, failureStatus, limit),
            failureStatus,
            tags ?? [ReadyTag]));
    }
}
