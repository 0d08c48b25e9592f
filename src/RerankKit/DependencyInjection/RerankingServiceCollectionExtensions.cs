using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers rerankers.</summary>
public static partial class RerankingServiceCollectionExtensions
{
    /// <summary>Begins the registration of a reranker. An <c>Add</c> method on the result names its source, <c>Use</c> methods decorate it.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="name">The key of a named reranker, for <c>[FromKeyedServices(name)]</c>; null for the one injected without a key.</param>
    /// <param name="lifetime">
    /// How long it lives: one for the application unless said otherwise. Rerankers are thread-safe, so a shorter life is worth it only for decorators that need services of a scope: such
    /// pipelines share models, given instances and usage budgets, but each has a memory cache, circuits and estimates of its own, which end with it.
    /// </param>
    /// <returns>A builder that asks for the source.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or blank.</exception>
    public static IRerankingBuilder AddReranking(
        this IServiceCollection services,
        string? name = null,
        ServiceLifetime lifetime = ServiceLifetime.Singleton)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (name is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
        }

        return new RerankingBuilder(services, name, lifetime);
    }

    /// <summary>
    /// Registers the rerankers that a configuration section describes: the one of the section itself without a key, and those
    /// under its <c>Rerankers</c> by name. The keys are explained in <c>docs/configuration.md</c>.
    /// </summary>
    /// <param name="services">Where they are registered.</param>
    /// <param name="configuration">The section, usually <c>configuration.GetSection("Reranking")</c>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="InvalidOperationException">A key or value is not what is allowed; the message names the key.</exception>
    public static IServiceCollection AddReranking(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        ConfiguredRerankers.Register(services, configuration);
        return services;
    }
}
