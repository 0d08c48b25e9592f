using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Cli.Chat;

/// <summary>A language model behind a chat completions endpoint, with the container that made its client.</summary>
internal sealed class ChatEndpoint : IDisposable
{
    private const string Section = "Client";
    private readonly ServiceProvider _container;

    private ChatEndpoint(ServiceProvider container) => _container = container;

    public IChatClient Client => _container.GetRequiredService<IChatClient>();

    /// <exception cref="InputException">A setting is wrong or missing.</exception>
    public static ChatEndpoint Open(Uri url, string model, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { [$"{Section}:Endpoint"] = url.ToString(), [$"{Section}:Model"] = model };
        foreach ((string name, string value) in settings)
        {
            if (!values.TryAdd($"{Section}:{name}", value))
            {
                throw new InputException($"--set {name} is what --chat and --model say already.");
            }
        }

        ServiceProvider? container = null;
        try
        {
            var services = new ServiceCollection();
            services.AddOpenAICompatibleChatClient(new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(Section));
            container = services.BuildServiceProvider();
            var endpoint = new ChatEndpoint(container);
            _ = endpoint.Client;
            return endpoint;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            container?.Dispose();
            throw new InputException($"--chat: {UserMessage.Of(exception)}");
        }
    }

    public void Dispose() => _container.Dispose();
}
