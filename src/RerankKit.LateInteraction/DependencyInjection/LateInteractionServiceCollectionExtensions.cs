using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RerankKit;
using RerankKit.LateInteraction;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes late interaction known to configuration.</summary>
public static class LateInteractionServiceCollectionExtensions
{
    /// <summary>
    /// Makes the providers <c>late-interaction</c> and <c>embeddings</c> known to configuration; see docs/configuration.md. Only needed for an encoder or embedding generator of the
    /// application's own: <see cref="AddMultiVectorEncoderProvider"/> and <see cref="AddEmbeddingGeneratorProvider"/>, and so every package that has some, do the same.
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
        return services
            .AddRerankerProvider("late-interaction", ConfiguredLateInteraction.Create)
            .AddRerankerProvider(ConfiguredEmbeddings.Provider, ConfiguredEmbeddings.Create);
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

    /// <summary>
    /// Makes a provider of embedding generators known to configuration, under the name that stands in the <c>Provider</c> of an <c>embeddings</c> reranker's <c>Generator</c>.
    /// </summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="provider">The provider's name; upper and lower case are the same.</param>
    /// <param name="factory">Makes the generator from the <c>Options</c> beside the <c>Provider</c>. The reranker disposes it.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddEmbeddingGeneratorProvider(
        this IServiceCollection services,
        string provider,
        Func<IServiceProvider, IConfigurationSection, IEmbeddingGenerator<string, Embedding<float>>> factory)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        ArgumentNullException.ThrowIfNull(factory);
        return services.AddLateInteractionRerankers().AddSingleton(new EmbeddingGeneratorProvider(provider, factory));
    }

    /// <summary>
    /// Keeps the vectors of documents, token vectors and embeddings, in the application's <see cref="IDistributedCache"/>: what <c>AddLateInteraction</c> and <c>AddEmbeddings</c>
    /// then take where they are given no store.
    /// </summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="precision">How vectors are kept: Float32, Float16, BFloat16 or Int8.</param>
    /// <param name="timeToLive">How long a vector is kept; null for 30 days.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDistributedTokenVectorStore(
        this IServiceCollection services, TokenVectorPrecision precision = TokenVectorPrecision.Float32, TimeSpan? timeToLive = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        StartCheck.Add(services, provider =>
        {
            if (provider.GetService<IServiceProviderIsService>()?.IsService(typeof(IDistributedCache)) == false)
            {
                throw new InvalidOperationException($"{nameof(AddDistributedTokenVectorStore)} asks for an IDistributedCache, and none is registered. Register one, for example with AddStackExchangeRedisCache.");
            }
        });
        return services.AddSingleton<ITokenVectorStoreProvider>(provider =>
            new DistributedTokenVectorStores(provider.GetRequiredService<IDistributedCache>(), precision, timeToLive));
    }

    private sealed class LateInteractionMarker;
}
