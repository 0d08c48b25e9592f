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

        (IReranker first, double firstStage, double alone, _) = await MeasureInTimeAsync(Process);
        Assert.That(alone, Is.Not.EqualTo(firstStage), "The reranker changes nothing.");
        IReranker late = await Process();
        (_, _, double shared, List<string?> reasons) = await MeasureInTimeAsync(Process);
        Assert.That(reasons, Has.All.Contain("from the distributed store"), "Another process found nothing in Redis.");

        server.Dispose();
        (_, double without) = await Questions.MeasureAsync(first);
        (_, double anew) = await Questions.MeasureAsync(late, response => Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.IsScored)));
        Assert.That(new[] { shared, without, anew }, Is.All.EqualTo(alone));
        Assert.That(Failures(late), Is.Positive);
    }

    // Where no processor is free the store may take longer than its second, and is then left alone for a while, as it should be: another application tries again.
    private async Task<(IReranker Reranker, double FirstStage, double Reranked, List<string?> Reasons)> MeasureInTimeAsync(Func<Task<IReranker>> start)
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            IReranker reranker = await start();
            long failures = Failures(reranker);
            List<string?> reasons = [];
            (double firstStage, double reranked) = await Questions.MeasureAsync(reranker, response => reasons.Add(Cache(response).Reason));
            if (Failures(reranker) == failures)
            {
                return (reranker, firstStage, reranked, reasons);
            }
        }

        throw new AssertionException("Redis did not answer within its second in any of ten applications.");
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

    private static long Failures(IReranker reranker) => reranker.GetService<IRerankCache>()!.GetStatistics().DistributedFailures;

    private static RerankStage Cache(RerankResponse response) => response.Stages.Single(stage => stage.Name == "cache");
}
