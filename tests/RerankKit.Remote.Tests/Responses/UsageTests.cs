using Microsoft.Extensions.DependencyInjection;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Responses;

public class UsageTests
{
    [TestCase("cohere", null, null, RemoteUsage.SearchUnits, 1)]
    [TestCase("jina", null, 38, null, 0)]
    [TestCase("voyage", null, 22, null, 0)]
    [TestCase("mixedbread", 31, 31, null, 0)]
    [TestCase("vllm", 25, 25, null, 0)]
    [TestCase("pinecone", null, null, RemoteUsage.RerankUnits, 1)]
    [TestCase("http", null, 17, null, 0)]
    [TestCase("vertex", null, null, null, 0)]
    public async Task UnitsAreTheProvidersOwn(string name, int? input, int? total, string? unit, int units)
    {
        RerankResponse response = await Rerank(name);
        Assert.That(response.Usage!.InputTokenCount, Is.EqualTo((long?)input));
        Assert.That(response.Usage.TotalTokenCount, Is.EqualTo((long?)total));
        Assert.That(response.Usage.AdditionalCounts![RemoteUsage.Requests], Is.EqualTo(1));
        Assert.That(response.Usage.AdditionalCounts, Has.Count.EqualTo(unit is null ? 1 : 2));
        if (unit is not null)
        {
            Assert.That(response.Usage.AdditionalCounts[unit], Is.EqualTo(units));
        }

        Assert.That(response.AdditionalProperties, Is.Null);
    }

    [Test]
    public async Task TokensThatCohereBillsAreCountedOnce()
    {
        RerankResponse response = await Rerank(
            "cohere", """{"results":[{"index":0,"relevance_score":1}],"meta":{"billed_units":{"input_tokens":900.0},"tokens":{"input_tokens":880,"output_tokens":0}}}""");
        Assert.That(response.Usage!.InputTokenCount, Is.EqualTo(900));
        Assert.That(response.Usage.TotalTokenCount, Is.EqualTo(900));
    }

    [Test]
    public async Task BedrocksTokensAreReadFromItsHeader()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "bedrock-cohere");
        var server = new FakeServer(_ => FakeServer.Error(200, provider.UsualAnswer(), ("X-Amzn-Bedrock-Input-Token-Count", "77")));
        using var reranker = new HttpReranker(server.Client(), provider.Options());
        RerankResponse response = await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        Assert.That(response.Usage!.InputTokenCount, Is.EqualTo(77));
    }

    [Test]
    public async Task MoneyIsCountedWhereAPriceIsSet()
    {
        RerankResponse units = await Rerank("cohere", price: new() { PerThousandUnits = 2.00m });
        Assert.That(units.AdditionalProperties![RemoteUsage.Cost], Is.EqualTo(0.002m));
        RerankResponse tokens = await Rerank("voyage", price: new() { PerMillionTokens = 0.05m, PerRequest = 0.001m });
        Assert.That(tokens.AdditionalProperties![RemoteUsage.Cost], Is.EqualTo(0.001m + (22 * 0.05m / 1_000_000)));
    }

    [Test]
    public async Task AUsageBudgetCountsUnitsAndMoney()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "cohere");
        RemoteRerankerOptions options = provider.Options();
        options.Price = new() { PerThousandUnits = 2.00m };
        var server = new FakeServer(provider.UsualAnswer());
        using IReranker reranker = new HttpReranker(server.Client(), options).AsBuilder()
            .UseUsageBudget(budget => (budget.MaxCost, budget.Meter) = (0.004m, RemoteUsage.Meter()))
            .Build();
        for (int i = 0; i < 3; i++)
        {
            await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        }

        Assert.That(server.Requests, Has.Count.EqualTo(2));
        Assert.That(reranker.GetService<UsageBudget>()!.GetState().Used, Is.EqualTo(new UsageAmount(2, 0.004m)));
    }

    [Test]
    public void TheMeterCountsTokensThenRequestsWhereThereAreNoUnits()
    {
        static RerankResponse Response(long? tokens) => new([])
        {
            Usage = new() { TotalTokenCount = tokens, AdditionalCounts = new() { [RemoteUsage.Requests] = 3 } },
        };
        Assert.That(RemoteUsage.Meter()(Response(50)), Is.EqualTo(new UsageAmount(50)));
        Assert.That(RemoteUsage.Meter()(Response(null)), Is.EqualTo(new UsageAmount(3)));
        Assert.That(RemoteUsage.Meter()(RerankResponse.Empty), Is.EqualTo(default(UsageAmount)));
    }

    private static async Task<RerankResponse> Rerank(string name, string? answer = null, RemotePrice? price = null)
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == name);
        RemoteRerankerOptions options = provider.Options();
        options.Price = price;
        using var reranker = new HttpReranker(new FakeServer(answer ?? provider.UsualAnswer()).Client(), options);
        return await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
    }
}
