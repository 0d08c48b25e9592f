using Microsoft.Extensions.Configuration;
using RerankKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes rerankers and decorators known to configuration by their names.</summary>
public static class RerankerNamesServiceCollectionExtensions
{
    /// <summary>Makes a provider known to configuration, under the name that stands in a section's <c>Provider</c>.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="provider">The provider's name; upper and lower case are the same.</param>
    /// <param name="factory">Makes the reranker from the section's <c>Options</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRerankerProvider(
        this IServiceCollection services,
        string provider,
        Func<IServiceProvider, IConfigurationSection, IReranker> factory)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        ArgumentNullException.ThrowIfNull(factory);
        return services.AddSingleton(new RerankerProvider(provider, factory));
    }

    /// <summary>Makes a decorator known to configuration, under the name that stands in a <c>Pipeline</c>, before or after <c>AddReranking(configuration)</c>.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="decorator">The decorator's name; upper and lower case are the same.</param>
    /// <param name="use">
    /// Adds the decorator to the pipeline, with what it reads of the keys beside <c>Use</c>. A key that it does not read is refused.
    /// </param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRerankerDecorator(this IServiceCollection services, string decorator, Action<RerankerBuilder, SettingsReader> use)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(decorator);
        ArgumentNullException.ThrowIfNull(use);
        return services.AddSingleton(new RerankerDecorator(decorator, use));
    }
}
