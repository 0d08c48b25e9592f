using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Remote;

namespace RerankKit.Cli.Remote;

/// <summary><c>--reranker tei</c> and the like: a reranking service over HTTP.</summary>
internal sealed class ServiceSource(string provider, ServiceOptions service, ModelOptions model) : IRerankerSource
{
    // A search unit of Cohere's, a rerank unit of Pinecone's.
    private const int DocumentsPerUnit = 100;

    /// <summary>The providers of RerankKit.Remote, by their names in configuration.</summary>
    public static IReadOnlyList<string> Providers { get; } = [.. RemoteProviders.All.Select(create => create().ProviderName)];

    public string Name => provider;

    public string Description => "a service, --url and --model";

    public IReadOnlyList<Option> Options => [model.Model, .. service.All];

    public CallEstimate Estimate(ParseResult result, IEnumerable<(string Query, RunCandidates Candidates)> queries)
    {
        var settings = service.Settings(result).ToDictionary(StringComparer.OrdinalIgnoreCase);
        int atOnce = settings.TryGetValue("MaxCandidatesPerRequest", out string? most) && int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? Math.Max(1, value) : int.MaxValue;
        var estimate = new CallEstimate { Bound = "at least", PriceSetting = "--set Price:PerRequest, Price:PerMillionTokens or Price:PerThousandUnits" };
        long units = 0;
        foreach ((string query, RunCandidates candidates) in queries)
        {
            estimate.Count(candidates);
            estimate.Requests += ((long)candidates.Count + atOnce - 1) / atOnce;
            estimate.InputTokens += candidates.Candidates.Sum(candidate => CallEstimate.TokensOf(query) + CallEstimate.TokensOf(candidate.Text));
            units += (candidates.Count + DocumentsPerUnit - 1) / DocumentsPerUnit;
        }

        decimal? price(string name) => settings.TryGetValue($"Price:{name}", out string? text) && decimal.TryParse(text, CultureInfo.InvariantCulture, out decimal money) ? money : null;
        (decimal? perRequest, decimal? perMillionTokens, decimal? perThousandUnits) = (price("PerRequest"), price("PerMillionTokens"), price("PerThousandUnits"));
        estimate.Cost = perRequest is null && perMillionTokens is null && perThousandUnits is null
            ? null
            : (estimate.Requests * perRequest.GetValueOrDefault()) + ((decimal)estimate.InputTokens * perMillionTokens.GetValueOrDefault() / 1_000_000) + (units * perThousandUnits.GetValueOrDefault() / 1_000);
        return estimate;
    }

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
