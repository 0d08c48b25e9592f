using Microsoft.Extensions.AI;
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
        RemoteHttpClients.Register(services, options.HttpClientName, OpenAICompatibleChatClient.ProviderName);
        return key is null
            ? services.AddSingleton<IChatClient>(provider => Create(provider, options))
            : services.AddKeyedSingleton<IChatClient>(key, (provider, _) => Create(provider, options));
    }

    private static OpenAICompatibleChatClient Create(IServiceProvider services, OpenAICompatibleChatClientOptions options)
    {
        IHttpClientFactory factory = services.GetRequiredService<IHttpClientFactory>();
        string name = RemoteHttpClients.NameOf(options.HttpClientName, OpenAICompatibleChatClient.ProviderName);
        return new(
            () => factory.CreateClient(name),
            options,
            new(services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetService<IConfiguration>()));
    }
}
