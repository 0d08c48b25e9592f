using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RerankKit.LateInteraction;

/// <summary>Finds in a container what a late-interaction reranker is made of.</summary>
internal static class LateInteractionServices
{
    /// <summary>Makes the reranker.</summary>
    /// <param name="services">The container.</param>
    /// <param name="storeName">The key that a store may be registered under; without such a one the store without a key is taken.</param>
    /// <param name="encoder">Makes the encoder.</param>
    /// <param name="options">The options; not changed.</param>
    public static LateInteractionReranker Create(
        IServiceProvider services, string? storeName, Func<IServiceProvider, IMultiVectorEncoder> encoder, LateInteractionRerankerOptions options)
    {
        options = options.Clone();
        IMultiVectorEncoder made = encoder(services) ?? throw new InvalidOperationException("The factory of the encoder returned null.");
        ITokenVectorStore? opened = null;
        try
        {
            if (options.Store is null && Find<ITokenVectorStore>(services, storeName) is { } shared)
            {
                options.Store = shared;
                options.LeaveStoreOpen = true;
            }
            else if (options.Store is null && Find<ITokenVectorStoreProvider>(services, storeName) is { } provider)
            {
                opened = provider.Open(made.GetService<MultiVectorEncoderMetadata>()
                    ?? throw new InvalidOperationException($"The encoder {made.GetType()} does not describe itself, so no store can be opened for it."));
                options.Store = opened;
                options.LeaveStoreOpen = false;
            }

            return new(made, options, services.GetTimeProvider(), services.GetService<ILoggerFactory>()?.CreateLogger<LateInteractionReranker>());
        }
        catch
        {
            opened?.Dispose();
            if (!options.LeaveEncoderOpen)
            {
                made.Dispose();
            }

            throw;
        }
    }

    /// <summary>The container's encoder.</summary>
    public static IMultiVectorEncoder Encoder(IServiceProvider services, string? name) =>
        (name is null ? services.GetService<IMultiVectorEncoder>() : services.GetKeyedService<IMultiVectorEncoder>(name))
        ?? throw new InvalidOperationException(name is null
            ? "Late interaction asks for an IMultiVectorEncoder, and none is registered. Register one, or give AddLateInteraction a factory."
            : $"Late interaction asks for the encoder '{name}', which is not registered. Register it with AddKeyedSingleton<IMultiVectorEncoder>(\"{name}\", ...).");

    /// <summary>A service under the reranker's name as key, or else the one without a key.</summary>
    public static T? Find<T>(IServiceProvider services, string? name)
        where T : class =>
        (name is not null && services is IKeyedServiceProvider keyed ? keyed.GetKeyedService(typeof(T), name) as T : null) ?? services.GetService<T>();
}
