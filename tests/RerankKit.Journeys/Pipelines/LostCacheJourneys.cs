using System.Globalization;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Journeys;

/// <summary>A cache in a Redis server that is killed in the middle.</summary>
public sealed class LostCacheJourneys : PipelineJourney
{
    [Test]
    public async Task ScoresAreSharedWhileRedisIsThereAndMadeAnewWhenItIsGone() =>
        await SurvivesAsync(services => services.AddReranking().AddLexical().UseStandardPipeline(o =>
        {
            o.TimeBudget = TimeSpan.FromSeconds(5);
            o.Cache = new() { DistributedTimeout = TimeSpan.FromSeconds(1), WaitForDistributedWrites = true };
        }));

    [Test]
    public async Task FromConfigurationTheSameHolds() =>
        await SurvivesAsync(services => services.AddReranking(Settings("""{ "Reranking": { "Provider": "lexical", "StandardPipeline": { "TimeBudget": "5s", "Cache": { "DistributedTimeout": "1s", "WaitForDistributedWrites": true } } } }""")));

    private async Task SurvivesAsync(Action<IServiceCollection> compose)
    {
        using RedisServer server = RedisServer.Start();
        async Task<IReranker> Process()
        {
            ServiceProvider application = await StartAsync(services =>
            {
                services.AddStackExchangeRedisCache(o => o.Configuration = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port}"));
                compose(services);
            });

            await application.GetRequiredService<IDistributedCache>().GetAsync("connected");
            IReranker reranker = application.GetRequiredService<IReranker>();
            await WarmUpAsync(reranker);
            return reranker;
        }

        IReranker first = await Process();
        (double firstStage, double alone) = await Questions.MeasureAsync(first);
        Assert.That(alone, Is.Not.EqualTo(firstStage), "The reranker changes nothing.");
        IReranker second = await Process(), late = await Process();
        bool isShared = false;
        (_, double shared) = await Questions.MeasureAsync(second, response => isShared |= Cache(response).Reason?.Contains("from the distributed store", StringComparison.Ordinal) == true);
        Assert.That(isShared, "Another process found nothing in Redis.");

        server.Dispose();
        (_, double without) = await Questions.MeasureAsync(first);
        (_, double anew) = await Questions.MeasureAsync(late, response => Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.IsScored)));
        Assert.That(new[] { shared, without, anew }, Is.All.EqualTo(alone));
        Assert.That(late.GetService<IRerankCache>()!.GetStatistics().DistributedFailures, Is.Positive);
    }

    // Connected and compiled, as it is after the first seconds of any application: a first write that took too long makes the cache leave the store alone for a while.
    private static async Task WarmUpAsync(IReranker reranker)
    {
        int calls = 0;
        while (calls < 2 || Cache(await CallAsync()).Reason?.Contains("left alone", StringComparison.Ordinal) == true)
        {
            await CallAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        Task<RerankResponse> CallAsync() => reranker.RerankAsync(string.Create(CultureInfo.InvariantCulture, $"warm {calls++}"), ["a warm answer", "another"]);
    }

    private static RerankStage Cache(RerankResponse response) => response.Stages.Single(stage => stage.Name == "cache");
}
