using Microsoft.Extensions.Configuration;
using RerankKit.Remote;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers chat clients for rerankers that ask a language model.</summary>
public static class ChatClientServiceCollectionExtensions
{
    /// <summary>Registers an <see cref="OpenAICompatibleChatClient"/> as the application's <see cref="IChatClient"/>, for <c>AddChatClientReranker()</c>.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="configure">Sets the endpoint, the model and the key.</param>
    /// <param name="key">The key of a keyed chat client; null for the one that is injected without a key.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOpenAICompatibleChatClient(
        this IServiceCollection services, Action<OpenAICompatibleChatClientOptions> configure, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new OpenAICompatibleChatClientOptions();
        configure(options);
        return Add(services, options, key);
    }

    /// <summary>Registers the <see cref="OpenAICompatibleChatClient"/> that a configuration section describes: <c>Endpoint</c>, <c>Model</c>, <c>ApiKey</c> and the other options by their names.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="section">The section, for example <c>configuration.GetSection("Judge")</c>.</param>
    /// <param name="key">The key of a keyed chat client; null for the one that is injected without a key.</param>
    /// <returns>The services.</returns>
    /// <exception cref="InvalidOperationException">A key or value is not what is allowed; the message names the key.</exception>
    public static IServiceCollection AddOpenAICompatibleChatClient(this IServiceCollection services, IConfigurationSection section, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, ConfiguredRemotes.ChatClient(section), key);
    }

    private static IServiceCollection Add(IServiceCollection services, OpenAICompatibleChatClientOptions options, string? key)
    {
        RemoteHttpClients.Register(services, options);
        RerankKit.StartCheck.Add(services, provider => RemoteRegistration.Create(provider, options));
        return key is null
            ? services.AddSingleton<IChatClient>(provider => RemoteRegistration.Create(provider, options))
            : services.AddKeyedSingleton<IChatClient>(key, (provider, _) => RemoteRegistration.Create(provider, options));
    }
}
