using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Cli.Reranking;
using RerankKit.Remote;

namespace RerankKit.Cli.Remote;

/// <summary><c>--reranker tei</c> and the like: a reranking service over HTTP.</summary>
internal sealed class ServiceSource(string provider, ServiceOptions service, ModelOptions model) : IRerankerSource
{
    /// <summary>The providers of RerankKit.Remote, by their names in configuration.</summary>
    public static IReadOnlyList<string> Providers { get; } =
    [
        "cohere", "azure-cohere", "jina", "voyage", "mixedbread", "tei", "vllm", "infinity", "llama.cpp", "nvidia-nim", "pinecone", "bedrock", "bedrock-cohere", "vertex", "elasticsearch",
        "opensearch", "http",
    ];

    public string Name => provider;

    public string Description => "a service, --url and --model";

    public IReadOnlyList<Option> Options => [];

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Provider"] = provider };
        void set(string name, string? value)
        {
            if (value is not null)
            {
                settings[$"Options:{name}"] = value;
            }
        }

        set("Endpoint", service.Url(result)?.ToString());
        set("Model", result.GetValue(model.Model));
        foreach ((string name, string value) in service.Settings(result))
        {
            set(name, value);
        }

        var services = new ServiceCollection();
        services.AddRemoteRerankers();
        services.AddReranking(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        ServiceProvider container = services.BuildServiceProvider();
        try
        {
            return new ContainedReranker(container.GetRequiredService<IReranker>(), container);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            container.Dispose();
            throw new InputException($"--reranker {provider}: {UserMessage.Of(exception)}");
        }
    }
}
