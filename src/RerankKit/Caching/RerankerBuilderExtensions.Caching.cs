using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>
    /// Remembers the scores of pairs: in memory, and in the application's <see cref="IDistributedCache"/> where one is registered. Only
    /// pairs not seen before go inward, in one call.
    /// </summary>
    /// <remarks>
    /// Caps, gates, short circuits, fallbacks, blends and boosts belong outside the cache (before it in the chain): inside they would
    /// see the misses only.
    /// </remarks>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets lifetime, size, scope and the distributed cache's part.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseCache(this RerankerBuilder builder, Action<RerankCacheOptions>? configure = null) =>
        builder.UseCache(Configured(builder, configure));

    internal static RerankerBuilder UseCache(this RerankerBuilder builder, RerankCacheOptions options) =>
        builder.Use((inner, services) => new CachingReranker(
            inner,
            options,
            options.UseDistributedCache ? services.GetService(typeof(IDistributedCache)) as IDistributedCache : null,
            services.GetTimeProvider(),
            services.GetService(typeof(ILoggerFactory)) as ILoggerFactory));
}
