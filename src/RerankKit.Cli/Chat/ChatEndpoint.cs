using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Cli.Chat;

/// <summary>A language model behind a chat completions endpoint, with the container that made its client.</summary>
/// <param name="container">The container.</param>
/// <param name="name">The model, and the settings that decide its answers.</param>
internal sealed class ChatEndpoint(ServiceProvider container, string name) : IDisposable
{
    private const string Section = "Client";

    // What else decides an answer than the model and the question.
    private static readonly string[] Deciding = ["Thinking", "ExtraBody", "UsePlainCompletions"];

    public IChatClient Client { get; } = container.GetRequiredService<IChatClient>();

    public string Name => name;

    /// <exception cref="InputException">A setting is wrong or missing.</exception>
    public static ChatEndpoint Open(Uri url, string model, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { [$"{Section}:Endpoint"] = url.ToString(), [$"{Section}:Model"] = model };
        string name = model;
        foreach ((string key, string value) in settings.OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (!values.TryAdd($"{Section}:{key}", value))
            {
                throw new InputException($"--set {key} is what --chat and --model say already.");
            }

            name += Deciding.Contains(key, StringComparer.OrdinalIgnoreCase) ? $" {key}={value}" : "";
        }

        ServiceProvider? container = null;
        try
        {
            var services = new ServiceCollection();
            services.AddOpenAICompatibleChatClient(new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(Section));
            container = services.BuildServiceProvider();
            return new(container, name);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            container?.Dispose();
            throw new InputException($"--chat: {UserMessage.Of(exception)}");
        }
    }

    public void Dispose() => container.Dispose();
}
