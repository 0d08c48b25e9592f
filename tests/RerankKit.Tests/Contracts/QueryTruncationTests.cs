using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;
using RerankKit.Tests.Caching;

namespace RerankKit.Tests.Contracts;

/// <summary>That a query was cut is said by the response, whatever stands between the model and the caller.</summary>
public class QueryTruncationTests
{
    private static readonly QueryTruncation Cut = new() { TokensRead = 93, TokenCount = 402 };
    private static readonly RerankCandidate[] Candidates = [.. Enumerable.Range(0, 6).Select(i => new RerankCandidate($"text {i}") { Id = $"d{i}", Score = 10 - i })];

    private static readonly TestCaseData[] Decorators =
    [
        Case("blend", builder => builder.UseBlend()),
        Case("boost", builder => builder.UseBoost(_ => 1)),
        Case("cache", builder => builder.UseCache()),
        Case("cap", builder => builder.UseCandidateCap(3)),
        Case("cutoff", builder => builder.UseScoreCutoff(-100, RerankScoreKind.Logit)),
        Case("diversity", builder => builder.UseDiversity()),
        Case("fallback", builder => builder.UseFallback()),
        Case("gate", builder => builder.UseScoreGapGate(options => options.Threshold = 1_000)),
        Case("logging", builder => builder.UseLogging()),
        Case("short circuit", builder => builder.UseShortCircuit()),
        Case("standard pipeline", builder => builder.UseStandardPipeline(options => options.TimeBudget = TimeSpan.FromMinutes(1))),
        Case("telemetry", builder => builder.UseOpenTelemetry()),
        Case("time budget", builder => builder.UseTimeBudget(options => (options.Budget, options.ChunkSize) = (TimeSpan.FromMinutes(1), 2))),
        Case("usage budget", builder => builder.UseUsageBudget(options => options.MaxUnits = 1_000)),
    ];

    [TestCaseSource(nameof(Decorators))]
    public async Task EveryDecoratorPassesItOn(Func<RerankerBuilder, RerankerBuilder> use)
    {
        using IReranker reranker = use(Cutting(Cut).AsBuilder()).Build();
        RerankResponse response = await reranker.RerankAsync("q", Candidates);
        Assert.That(response.QueryTruncation, Is.EqualTo(Cut));
        Assert.That(response.IsQueryTruncated, Is.True);
    }

    [TestCaseSource(nameof(Decorators))]
    public async Task NoDecoratorInventsIt(Func<RerankerBuilder, RerankerBuilder> use)
    {
        using IReranker reranker = use(Cutting(null).AsBuilder()).Build();
        Assert.That((await reranker.RerankAsync("q", Candidates)).IsQueryTruncated, Is.False);
    }

    [Test]
    public async Task AHitOfTheCacheRemembersIt()
    {
        using IReranker reranker = Cutting(Cut).AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", Candidates);
        RerankResponse hit = await reranker.RerankAsync("q", Candidates);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(hit.Stages.Single().Decision, Is.EqualTo("hit"));
            Assert.That(hit.QueryTruncation, Is.EqualTo(Cut));
            Assert.That(hit.Stages.Single().Reason, Is.EqualTo("The query was cut to 93 of its 402 tokens."));
        }
    }

    [Test]
    public async Task AHitOfTheDistributedCacheRemembersIt([Values] bool isPartial)
    {
        var distributed = new FakeDistributedCache();
        using var writer = new CachingReranker(Cutting(Cut), new() { WaitForDistributedWrites = true }, distributed);
        await writer.RerankAsync("q", isPartial ? Candidates[..3] : Candidates);
        using var reader = new CachingReranker(Cutting(null), options: null, distributed);
        RerankResponse response = await reader.RerankAsync("q", Candidates);
        Assert.That(response.Stages[0].Decision, Is.EqualTo(isPartial ? "partial" : "hit"));
        Assert.That(response.QueryTruncation, Is.EqualTo(Cut));
    }

    [Test]
    public async Task OfSeveralAnswersTheOneThatReadTheLeastIsReported()
    {
        QueryTruncation[] cuts = [new() { TokensRead = 50, TokenCount = 402 }, new() { TokensRead = 20, TokenCount = 402 }, new(), new() { TokensRead = 30 }];
        int call = 0;
        using IReranker chunked = new StubReranker(request => Rank(request, cuts[call++])).AsBuilder()
            .UseTimeBudget(options => (options.Budget, options.ChunkSize, options.SafetyMargin) = (TimeSpan.FromMinutes(1), 2, 0)).Build();
        Assert.That((await chunked.RerankAsync("q", Candidates)).QueryTruncation, Is.EqualTo(cuts[1]));
        Assert.That(call, Is.GreaterThan(1));

        using var cascade = new CascadeReranker([new(Cutting(cuts[1])) { Keep = 4 }, new(Cutting(cuts[0])) { Keep = 2 }, new(Cutting(null))]);
        Assert.That((await cascade.RerankAsync("q", Candidates)).QueryTruncation, Is.EqualTo(cuts[1]));
    }

    [Test]
    public void ItIsWrittenAsJsonAndReadAgain()
    {
        string json = JsonSerializer.Serialize(new RerankResponse([new(0, 1)]) { QueryTruncation = Cut });
        RerankResponse read = JsonSerializer.Deserialize<RerankResponse>(json)!;
        Assert.That(read.QueryTruncation, Is.EqualTo(Cut));
        Assert.That(json, Does.Contain("\"IsQueryTruncated\":true"));
    }

    [Test]
    public void ItReadsAsASentenceHoweverMuchIsKnown()
    {
        Assert.That(new QueryTruncation { TokensRead = 93, TokenCount = 402 }.ToString(), Is.EqualTo("The query was cut to 93 of its 402 tokens."));
        Assert.That(new QueryTruncation { TokensRead = 32 }.ToString(), Is.EqualTo("The query was cut to 32 tokens."));
        Assert.That(new QueryTruncation().ToString(), Is.EqualTo("The query was cut to fit the model."));
    }

    private static StubReranker Cutting(QueryTruncation? truncation) => new(call => Rank(call, truncation));

    private static RerankResponse Rank(StubCall call, QueryTruncation? truncation)
    {
        RerankResponse response = StubReranker.Rank(call, StubReranker.DefaultScore);
        return new(response, response.Results) { QueryTruncation = truncation };
    }

    private static TestCaseData Case(string name, Func<RerankerBuilder, RerankerBuilder> use) => new TestCaseData(use).SetArgDisplayNames(name);
}
