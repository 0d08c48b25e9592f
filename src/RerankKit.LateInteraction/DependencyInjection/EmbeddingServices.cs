using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RerankKit.LateInteraction;

/// <summary>Finds in a container what an embedding reranker is made of.</summary>
internal static class EmbeddingServices
{
    /// <summary>Makes the reranker.</summary>
    /// <param name="services">The container.</param>
    /// <param name="storeName">The key that a store may be registered under; without such a one the store without a key is taken.</param>
    /// <param name="generator">Makes the generator.</param>
    /// <param name="options">The options; not changed.</param>
    public static EmbeddingReranker Create(
        IServiceProvider services, string? storeName, Func<IServiceProvider, IEmbeddingGenerator<string, Embedding<float>>> generator, EmbeddingRerankerOptions options)
    {
        options = options.Clone();
        options.Store ??= LateInteractionServices.Find<ITokenVectorStoreProvider>(services, storeName);
        IEmbeddingGenerator<string, Embedding<float>> made = generator(services) ?? throw new InvalidOperationException("The factory of the embedding generator returned null.");
        try
        {
            return new(made, options, services.GetTimeProvider(), services.GetService<ILoggerFactory>()?.CreateLogger<EmbeddingReranker>());
        }
        catch
        {
            if (!options.LeaveGeneratorOpen)
            {
                made.Dispose();
            }

            throw;
        }
    }

    /// <summary>The container's generator.</summary>
    public static IEmbeddingGenerator<string, Embedding<float>> Generator(IServiceProvider services, object? key) =>
        (key is null
            ? services.GetService<IEmbeddingGenerator<string, Embedding<float>>>()
            : services.GetKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(key)) ?? throw Missing(key);

    /// <summary>Finds a missing generator when the application starts, without making one: it may be of a scope.</summary>
    public static void Check(IServiceProvider services, object? key)
    {
        Type type = typeof(IEmbeddingGenerator<string, Embedding<float>>);
        bool? isRegistered = key is null
            ? services.GetService<IServiceProviderIsService>()?.IsService(type)
            : services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(type, key);
        if (isRegistered == false)
        {
            throw Missing(key);
        }
    }

    private static InvalidOperationException Missing(object? key) => new(key is null
        ? "No IEmbeddingGenerator<string, Embedding<float>> is registered. Register one with services.AddEmbeddingGenerator(...), or give AddEmbeddings a generator, a factory or a model."
        : $"No IEmbeddingGenerator<string, Embedding<float>> is registered with the key '{key}'. Register one with services.AddKeyedEmbeddingGenerator(\"{key}\", ...).");
}
