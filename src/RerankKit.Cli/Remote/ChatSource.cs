using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Cli.Reranking;

namespace RerankKit.Cli.Remote;

/// <summary><c>--reranker llm-listwise</c> and the like: a language model behind a chat completions endpoint.</summary>
internal sealed class ChatSource(string name, string description, ChatRerankMethod method, ServiceOptions service, ModelOptions model) : IRerankerSource
{
    public string Name => name;

    public string Description => description;

    public IReadOnlyList<Option> Options => [];

    public static IReadOnlyList<ChatSource> CreateAll(ServiceOptions service, ModelOptions model) =>
    [
        new("llm-listwise", "a language model that ranks windows of 20", new ListwiseChatMethod(), service, model),
        new("llm-setwise", "one that picks the best of a few, heapsort", new SetwiseChatMethod(), service, model),
        new("llm-pairwise", "one that compares two, in both orders", new PairwiseChatMethod(), service, model),
        new("llm-rating", "one that grades each passage", new RatingChatMethod(), service, model),
        new("llm-yes-no", "one that says yes or no to each, by log-probability", new YesNoChatMethod(), service, model),
    ];

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken)
    {
        Uri url = service.Url(result) ?? throw new InputException($"--url is missing. Give --reranker {name} the address of a chat completions endpoint, for example http://127.0.0.1:11434/v1.");
        string modelId = result.GetValue(model.Model) ?? throw new InputException($"--model is missing. Give --reranker {name} the model's name at the endpoint.");
        if (service.Settings(result).Any(setting => !string.Equals(setting.Key, "ApiKeyVariable", StringComparison.OrdinalIgnoreCase)))
        {
            throw new InputException($"--set knows only ApiKeyVariable for --reranker {name}.");
        }

        var services = new ServiceCollection();
        services.AddOpenAICompatibleChatClient(options =>
        {
            options.Endpoint = url;
            options.ModelId = modelId;
            options.ApiKeyVariable = service.Settings(result).Select(setting => setting.Value).FirstOrDefault() ?? options.ApiKeyVariable;
        });
        services.AddReranking().AddChatClientReranker(options => options.Method = method);
        ServiceProvider container = services.BuildServiceProvider();
        try
        {
            return new ContainedReranker(container.GetRequiredService<IReranker>(), container);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            container.Dispose();
            throw new InputException($"--reranker {name}: {UserMessage.Of(exception)}");
        }
    }
}
