using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RerankKit.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what serves rerankers over HTTP.</summary>
public static class RerankingServerServiceCollectionExtensions
{
    /// <summary>Registers what <c>app.MapReranking()</c> needs. The rerankers themselves are registered with <c>AddReranking</c>, before or after.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="configure">Sets limits, the queue and the time budget; null for the defaults.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRerankingServer(this IServiceCollection services, Action<RerankingServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<RerankingServerOptions> options = services.AddOptions<RerankingServerOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        // For descriptions of the endpoints (OpenAPI), also where there is no reflection.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServerJson.Plain));
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ServedRerankers(services, provider, provider.GetRequiredService<IOptions<RerankingServerOptions>>().Value));
        services.TryAddSingleton<Admission>();
        services.TryAddSingleton<ServerMetrics>();
        services.TryAddSingleton<PrometheusMetrics>();
        services.TryAddSingleton<ReadinessProbe>();
        services.TryAddSingleton<RerankEndpoint>();
        services.TryAddSingleton<ScoreEndpoint>();
        services.TryAddSingleton<Draining>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, Draining>(provider => provider.GetRequiredService<Draining>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<RateLimiterOptions>, RejectedRequests>());
        return services;
    }
}
