using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.RankingLogs;

public class RankingLogRerankerTests
{
    private static readonly RerankCandidate[] Candidates = [new("a") { Id = "A", Score = 3 }, new("bb") { Score = 5 }, new("ccc") { Id = "C", Score = 1 }];

    [Test]
    public async Task ACallIsLoggedWithTheFirstStagesOrderAndTheRerankers()
    {
        var lines = new LoggedLines();
        using IReranker reranker = new StubReranker(text => text.Length).AsBuilder().UseRankingLog(lines.Log).UseFallback().UseCache().Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates, new() { TopN = 2 });

        JsonElement line = (await lines.ReadAsync()).Single();
        Assert.That(line.GetProperty("request").GetString(), Is.EqualTo(RankingLog.GetRequestId(response)));
        Assert.That(line.GetProperty("query").GetString(), Is.EqualTo("q"));
        Assert.That(LoggedLines.Lists(line), Is.EqualTo(new[] { "first-stage: #1 A C", "reranked!: C #1" }));
        JsonElement reranked = line.GetProperty("lists")[1];
        Assert.That(
            (reranked.GetProperty("model").GetString(), reranked.GetProperty("scoreKind").GetString(), reranked.GetProperty("cache").GetString(), reranked.TryGetProperty("fallback", out _)),
            Is.EqualTo(("stub-model", "logit", "miss", false)));
        Assert.That(reranked.GetProperty("milliseconds").GetDouble(), Is.GreaterThanOrEqualTo(0));
    }

    [Test]
    public async Task TheCallersOwnIdIsKeptAndHisOptionsAreNotChanged()
    {
        var lines = new LoggedLines();
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseRankingLog(lines.Log).Build();
        var named = new RerankOptions { AdditionalProperties = new() { [RankingLog.RequestIdProperty] = "mine" } };
        var unnamed = new RerankOptions { TopN = 1 };

        Assert.That(RankingLog.GetRequestId(await reranker.RerankAsync("q", Candidates, named)), Is.EqualTo("mine"));
        string? made = RankingLog.GetRequestId(await reranker.RerankAsync("q", Candidates, unnamed));

        Assert.That(made, Is.Not.Null.And.Not.EqualTo("mine"));
        Assert.That(unnamed.AdditionalProperties, Is.Null);
        Assert.That(inner.Calls.Last().Options!.AdditionalProperties![RankingLog.RequestIdProperty], Is.EqualTo(made), "a log further in has the same id");
        Assert.That((await lines.ReadAsync()).Select(line => line.GetProperty("request").GetString()), Is.EqualTo(new[] { "mine", made }));
    }

    [Test]
    public async Task WhoCallsIsNoPartOfACachesKey()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseRankingLog(new LoggedLines().Log).UseCache().Build();
        foreach (string caller in new[] { "ann", "ben" })
        {
            RerankResponse response = await reranker.RerankAsync("q", Candidates, new() { AdditionalProperties = new() { [ExperimentReranker.CallerProperty] = caller } });
            Assert.That(response.Stages[0].Decision, Is.EqualTo(caller == "ann" ? "miss" : "hit"));
        }

        await reranker.RerankAsync("q", Candidates, new() { AdditionalProperties = new() { ["other"] = "x" } });
        Assert.That(inner.Calls, Has.Count.EqualTo(2), "what may change scores is");
    }

    [Test]
    public async Task AFallbackIsLoggedWithItsReason()
    {
        var lines = new LoggedLines();
        using IReranker reranker = new StubReranker(RerankResponse (StubCall _) => throw new HttpRequestException("down")).AsBuilder().UseRankingLog(lines.Log).UseFallback().Build();
        await reranker.RerankAsync("q", Candidates);
        JsonElement reranked = (await lines.ReadAsync()).Single().GetProperty("lists")[1];
        Assert.That(reranked.GetProperty("fallback").GetString(), Does.StartWith("stub: "));
        Assert.That(reranked.GetProperty("scores").EnumerateArray().Select(score => score.ValueKind), Is.All.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void AFailureReachesTheCallerUnlogged()
    {
        var lines = new LoggedLines();
        using IReranker reranker = new StubReranker(RerankResponse (StubCall _) => throw new HttpRequestException("down")).AsBuilder().UseRankingLog(lines.Log).Build();
        Assert.That(async () => await reranker.RerankAsync("q", Candidates), Throws.TypeOf<HttpRequestException>());
        Assert.That(async () => await lines.ReadAsync(), Is.Empty);
    }

    [Test]
    public void WithoutALogTheRemedyIsNamed() =>
        Assert.That(() => new StubReranker().AsBuilder().UseRankingLog().Build(), Throws.InvalidOperationException.With.Message.Contains("services.AddRankingLog"));

    [Test]
    public async Task ShadowsGoIntoTheLogOfTheServices()
    {
        var lines = new LoggedLines();
        await using ServiceProvider services = new ServiceCollection().AddSingleton(lines.Log).BuildServiceProvider();
        using IReranker reranker = new StubReranker(text => text.Length).AsBuilder()
            .UseRankingLog()
            .UseShadow(new StubReranker(text => -text.Length), options => options.SampleRate = 1)
            .Build(services);

        string id = RankingLog.GetRequestId(await reranker.RerankAsync("q", Candidates, new() { TopN = 1 }))!;
        await reranker.GetService<ShadowReranker>()!.WhenIdleAsync();

        JsonElement[] all = await lines.ReadAsync();
        Assert.That(all.Select(line => line.GetProperty("request").GetString()), Is.EqualTo(new[] { id, id }));
        Assert.That(all.SelectMany(LoggedLines.Lists), Is.EquivalentTo(new[] { "first-stage: #1 A C", "reranked!: C", "champion!: C", "challenger: A #1 C" }));
    }

    [Test]
    public async Task ConfigurationNamesTheLogAndTheDecorator()
    {
        string path = Path.Combine(Path.GetTempPath(), $"rerankkit-{Guid.NewGuid():N}.jsonl");
        var services = new ServiceCollection();
        services.AddReranking(Section($$"""{ "Provider": "lexical", "Pipeline": [ "RankingLog" ], "RankingLog": { "Path": "{{path.Replace("\\", "\\\\", StringComparison.Ordinal)}}", "MaxDocuments": 2 } }"""));
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<IReranker>().RerankAsync("bb", Candidates);
        }

        Assert.That(LoggedLines.Lists(JsonDocument.Parse(File.ReadAllText(path)).RootElement), Is.EqualTo(new[] { "first-stage: #1 A", "reranked!: #1 A" }));
        File.Delete(path);
    }

    [TestCase("""{ "Provider": "lexical", "RankingLog": { "Capacity": 0 } }""", "RankingLog:Capacity")]
    [TestCase("""{ "Provider": "lexical", "RankingLog": { "File": "x" } }""", "RankingLog:File")]
    public void AWrongKeyOfTheLogIsNamed(string json, string key) =>
        Assert.That(() => new ServiceCollection().AddReranking(Section(json)), Throws.InvalidOperationException.With.Message.Contains(key));

    private static IConfigurationRoot Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))).Build();
}

public class RankingLogConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseRankingLog(new RankingLog()).Build();
}
