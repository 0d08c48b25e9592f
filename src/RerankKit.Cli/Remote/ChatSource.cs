using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Cli.Remote;

/// <summary><c>--reranker llm-listwise</c> and the like: a language model behind a chat completions endpoint.</summary>
internal sealed class ChatSource(string name, string description, string method, ServiceOptions service, ModelOptions model) : IRerankerSource
{
    private const string ClientSection = "Client";

    // Of an estimate: the prompt around query and passages, what names a passage, and what the library reads of a document unless told otherwise.
    private const int PromptTokens = 150;
    private const int AnswerTokens = 5;
    private const int MostTokensOfADocument = 400;

    // Settings of the client; all others are the reranker's.
    private static readonly string[] OfClient = ["ApiKeyVariable", "Timeout", "MaxResponseBytes", "UseMaxCompletionTokens", "UsePlainCompletions", "Thinking", "ExtraBody", "Headers", "Retry"];

    public string Name => name;

    public string Description => description;

    public IReadOnlyList<Option> Options => [model.Model, .. service.All];

    public static IReadOnlyList<ChatSource> CreateAll(ServiceOptions service, ModelOptions model) =>
    [
        new("llm-listwise", "a language model that ranks windows of 20", "Listwise", service, model),
        new("llm-setwise", "one that picks the best of a few, heapsort", "Setwise", service, model),
        new("llm-pairwise", "one that compares two, in both orders", "Pairwise", service, model),
        new("llm-rating", "one that grades each passage", "Rating", service, model),
        new("llm-yes-no", "one that says yes or no to each, by log-probability", "YesNo", service, model),
    ];

    public CallEstimate Estimate(ParseResult result, IEnumerable<(string Query, RunCandidates Candidates)> queries)
    {
        var settings = service.Settings(result).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var estimate = new CallEstimate { Bound = "at most", PriceSetting = "--set InputPricePerMillionTokens and OutputPricePerMillionTokens" };
        foreach ((string query, RunCandidates candidates) in queries)
        {
            (long questions, int passages) = ChatQuestions.Of(method, candidates.Count, settings);
            double passage = candidates.Count == 0 ? 0 : candidates.Candidates.Average(candidate => Math.Min(MostTokensOfADocument, CallEstimate.TokensOf(candidate.Text)));
            estimate.Count(candidates);
            estimate.Requests += questions;
            estimate.InputTokens += questions * (PromptTokens + CallEstimate.TokensOf(query) + (passages * passage));
            estimate.OutputTokens += questions * AnswerTokens * (method == "Listwise" ? passages : 1);
        }

        decimal? price(string name) => settings.TryGetValue(name, out string? text) && decimal.TryParse(text, CultureInfo.InvariantCulture, out decimal money) ? money : null;
        (decimal? input, decimal? output) = (price("InputPricePerMillionTokens"), price("OutputPricePerMillionTokens"));
        estimate.Cost = input is null && output is null
            ? null
            : (((decimal)estimate.InputTokens * input.GetValueOrDefault()) + ((decimal)estimate.OutputTokens * output.GetValueOrDefault())) / 1_000_000;
        return estimate;
    }

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken)
    {
        Uri url = service.Url(result) ?? throw new InputException($"--url is missing. Give --reranker {name} the address of a chat completions endpoint, for example http://127.0.0.1:11434/v1.");
        string modelId = result.GetValue(model.Model) ?? throw new InputException($"--model is missing. Give --reranker {name} the model's name at the endpoint.");
        var client = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { [$"{ClientSection}:Endpoint"] = url.ToString(), [$"{ClientSection}:Model"] = modelId };
        var reranker = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Provider"] = "chat-client", ["Options:Method"] = method };
        foreach ((string key, string value) in service.Settings(result))
        {
            bool isOfClient = OfClient.Contains(key.Split(':', 2)[0], StringComparer.OrdinalIgnoreCase);
            if (!(isOfClient ? client.TryAdd($"{ClientSection}:{key}", value) : reranker.TryAdd($"Options:{key}", value)))
            {
                throw new InputException($"--set {key} is given twice, or is what --reranker {name} says already.");
            }
        }

        var services = new ServiceCollection();
        ServiceProvider? container = null;
        try
        {
            services.AddOpenAICompatibleChatClient(new ConfigurationBuilder().AddInMemoryCollection(client).Build().GetSection(ClientSection));
            services.AddReranking(new ConfigurationBuilder().AddInMemoryCollection(reranker).Build());
            container = services.BuildServiceProvider();
            return new ContainedReranker(container.GetRequiredService<IReranker>(), container);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            container?.Dispose();
            throw new InputException($"--reranker {name}: {UserMessage.Of(exception)}");
        }
    }
}
