using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RerankKit;
using RerankKit.LateInteraction;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes late interaction known to configuration.</summary>
public static class LateInteractionServiceCollectionExtensions
{
    /// <summary>
    /// Makes the provider <c>late-interaction</c> known to configuration; see docs/configuration.md. Only needed for an encoder of the application's own:
    /// <see cref="AddMultiVectorEncoderProvider"/>, and so every package that has encoders, does the same.
    /// </summary>
    /// <param name="services">Where it is registered.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddLateInteractionRerankers(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(descriptor => descriptor.ServiceType == typeof(LateInteractionMarker)))
        {
            return services;
        }

        services.TryAddSingleton<LateInteractionMarker>();
        return services.AddRerankerProvider("late-interaction", ConfiguredLateInteraction.Create);
    }

    /// <summary>
    /// Makes a provider of multi-vector encoders known to configuration, under the name that stands in the <c>Provider</c> of a late-interaction reranker's
    /// <c>Encoder</c>.
    /// </summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="provider">The provider's name; upper and lower case are the same.</param>
    /// <param name="factory">Makes the encoder from the <c>Options</c> beside the <c>Provider</c>. The reranker disposes it.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMultiVectorEncoderProvider(
        this IServiceCollection services,
        string provider,
        Func<IServiceProvider, IConfigurationSection, IMultiVectorEncoder> factory)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        ArgumentNullException.ThrowIfNull(factory);
        return services.AddLateInteractionRerankers().AddSingleton(new MultiVectorEncoderProvider(provider, factory));
    }

    private sealed class LateInteractionMarker;
}
