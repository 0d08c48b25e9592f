using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.DependencyInjection;

/// <summary>What took code once and can be said in configuration.</summary>
public class ConfiguredDecoratorTests
{
    [Test]
    public void EveryDecoratorOfTheCoreHasAName()
    {
        string[] decorators =
        [
            .. typeof(LexicalReranker).Assembly.GetExportedTypes()
                .Where(type => type.IsSubclassOf(typeof(DelegatingReranker)))
                .Select(type => type.Name[..^"Reranker".Length]),
        ];
        var services = new ServiceCollection();
        services.AddReranking(Section("""{ "Provider": "lexical" }"""));
        string[] names = [.. services.Select(descriptor => descriptor.ImplementationInstance).OfType<RerankerDecorator>().Select(decorator => decorator.Name)];
        Assert.That(names, Is.Unique);
        Assert.That(decorators.Select(name => name == "Caching" ? "Cache" : name), Is.SubsetOf(names));
    }

    [Test]
    public async Task ABoostReadsItsFactorFromAField()
    {
        await using ServiceProvider provider = Build("""{ "Provider": "even", "Pipeline": [ { "Use": "Boost", "Field": "authority" } ] }""");
        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("q", [Candidate("authority", "0.5"), Candidate("other", "9"), Candidate("authority", 3)]);
        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (2, 3.0), (1, 1.0), (0, 0.5) }));
    }

    [Test]
    public async Task ARecencyBoostReadsTheDateFromAField()
    {
        var clock = new ManualTimeProvider();
        await using ServiceProvider provider = Build(
            """{ "Provider": "even", "Pipeline": [ { "Use": "RecencyBoost", "Field": "published", "HalfLife": "10d", "Floor": 0.5, "Undated": 0.1 } ] }""", clock);
        string tenDaysAgo = clock.GetUtcNow().AddDays(-10).ToString("O");
        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync(
            "q", [Candidate("other", "x"), Candidate("published", tenDaysAgo), Candidate("published", clock.GetUtcNow())]);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0 }));
        Assert.That(response.Results.Select(result => result.Score), Is.EqualTo(new[] { 1, 0.75, 0.1 }).Within(1e-6));
    }

    [TestCase("Boost", "much", "The field 'f' of the candidate 'c' is 'much'; allowed is a number")]
    [TestCase("RecencyBoost", "yesterday", "The field 'f' of the candidate 'c' is 'yesterday'; allowed is a date such as")]
    public async Task AFieldThatCannotBeReadIsNamed(string decorator, string value, string message)
    {
        await using ServiceProvider provider = Build($$"""{ "Provider": "even", "Pipeline": [ { "Use": "{{decorator}}", "Field": "f" } ] }""");
        IReranker reranker = provider.GetRequiredService<IReranker>();
        Assert.That(async () => await reranker.RerankAsync("q", [Candidate("f", value) with { Id = "c" }]), Throws.InvalidOperationException.With.Message.Contains(message));
    }

    [TestCase("""{ "Provider": "broken", "Pipeline": [ { "Use": "Fallback", "Alternatives": [ "second" ] } ], "Rerankers": { "second": { "Provider": "lexical" } } }""")]
    [TestCase("""{ "Provider": "broken", "StandardPipeline": { "Fallback": { "Alternatives": [ "second" ] } }, "Rerankers": { "second": { "Provider": "lexical" } } }""")]
    public async Task AFallbackNamesItsAlternatives(string json)
    {
        await using ServiceProvider provider = Build(json);
        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("rotate a key", ["nothing", "rotate the key"]);
        Assert.That(response.Results[0], Has.Property(nameof(RerankResult.Index)).EqualTo(1).And.Property(nameof(RerankResult.IsScored)).True);
        Assert.That(response.Stages.Select(stage => stage.Decision), Does.Contain("alternative"));
    }

    [Test]
    public async Task AShadowNamesItsChallengerWhichStaysTheContainers()
    {
        await using ServiceProvider provider = Build(
            """{ "Provider": "even", "Pipeline": [ { "Use": "Shadow", "Challenger": "second", "SampleRate": 1 } ], "Rerankers": { "second": { "Provider": "lexical" } } }""");
        IReranker reranker = provider.GetRequiredService<IReranker>();
        Assert.That(reranker, Is.TypeOf<ShadowReranker>());
        reranker.Dispose();
        RerankResponse response = await provider.GetRequiredKeyedService<IReranker>("second").RerankAsync("a", ["b", "a"]);
        Assert.That(response.Results[0].Index, Is.EqualTo(1));
    }

    [TestCase(null, 2, "short", "one")]
    [TestCase(null, 3, "short", "many")]
    [TestCase("tenant", 2, "short", "scoped")]
    [TestCase(null, 2, "a query of some length", "long")]
    public async Task ARouterGoesByScopeNumberAndLength(string? scope, int count, string query, string route)
    {
        await using ServiceProvider provider = Build("""
            {
              "Provider": "router",
              "Options": {
                "Routes": [
                  { "Name": "scoped", "Scope": "tenant", "Reranker": "second" },
                  { "Name": "many", "MinCandidates": 3, "Reranker": "second" },
                  { "Name": "one", "MaxCandidates": 2, "MaxQueryLength": 10, "Reranker": "second" },
                  { "Name": "long", "MinQueryLength": 11, "Reranker": "second" }
                ],
                "Otherwise": "second"
              },
              "Rerankers": { "second": { "Provider": "lexical" } }
            }
            """);
        string[] documents = [.. Enumerable.Range(0, count).Select(i => $"document {i}")];
        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync(query, documents, new() { Scope = scope });
        Assert.That(response.Stages[0].Decision, Is.EqualTo(route));
    }

    private static RerankCandidate Candidate(string field, object value) => new("text") { Item = new Dictionary<string, object?> { [field] = value } };

    private static ServiceProvider Build(string json, TimeProvider? clock = null)
    {
        var services = new ServiceCollection();
        if (clock is not null)
        {
            services.AddSingleton(clock);
        }

        services.AddReranking(Section(json));
        services.AddRerankerProvider("even", (_, _) => new StubReranker(call => new RerankResponse(StubReranker.Rank(call, _ => 1).Results) { ScoreKind = RerankScoreKind.Similarity }));
        services.AddRerankerProvider("broken", (_, _) => new StubReranker(RerankResponse (StubCall _) => throw new HttpRequestException("down")));
        return services.BuildServiceProvider();
    }

    private static IConfigurationSection Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(new JsonObject { ["Reranking"] = JsonNode.Parse(json) }.ToJsonString()))).Build().GetSection("Reranking");
}
