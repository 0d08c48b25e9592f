using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Authoring;
using RerankKit.Conformance;
using RerankKit.Tests.Caching;

namespace RerankKit.Tests.Budgets;

/// <summary>A budget is the whole call's: whatever waits inside it takes its time from it and hands on what is left.</summary>
public class BudgetOfTheCallTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(120);
    private ManualTimeProvider _clock = null!;

    [SetUp]
    public void SetUp() => _clock = new();

    [Test]
    public async Task AStageThatSpentFortyOfOneHundredAndTwentyHandsOnEighty([Values] bool keepsBudgets)
    {
        var store = new FakeBatchedDistributedCache
        {
            Before = (operation, _) =>
            {
                _clock.Advance(operation.StartsWith("get", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(40) : TimeSpan.Zero);
                return Task.CompletedTask;
            },
        };
        StubReranker inner = Keeping(keepsBudgets);
        using IReranker reranker = Build(inner, store, builder => builder.UseFallback().UseCache().UseTimeBudget(Budget));

        await reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(10));

        Assert.That(inner.Calls.Single().Options?.TimeBudget, Is.EqualTo(TimeSpan.FromMilliseconds(keepsBudgets ? 80 : 78.4)));
    }

    [Test]
    public async Task AHangingCacheTakesHalfOfTheTimeAndTheRestIsForScoring([Values] bool honoursItsToken)
    {
        var store = new FakeBatchedDistributedCache { Before = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, _clock, honoursItsToken ? token : default) };
        StubReranker inner = Keeping(true);
        using IReranker reranker = Build(inner, store, builder => builder.UseStandardPipeline(options => options.TimeBudget = Budget));

        Task<RerankResponse> call = reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(10));
        _clock.Advance(TimeSpan.FromMilliseconds(60));
        RerankResponse response = await call;

        Assert.That(response.CountScored(), Is.EqualTo(10));
        Assert.That(inner.Calls.Single().Options?.TimeBudget, Is.EqualTo(TimeSpan.FromMilliseconds(60)));
        Assert.That(response.Stages.Single(stage => stage.Name == "cache").Reason, Does.Contain("the distributed store did not answer within 60 ms"));
    }

    [Test]
    public async Task AStoreThatBlocksItsCallersThreadIsLeftBehindToo()
    {
        using var release = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = new FakeBatchedDistributedCache
        {
            Before = (_, _) =>
            {
                begun.TrySetResult();
                release.Wait(CancellationToken.None);
                return Task.CompletedTask;
            },
        };
        using IReranker reranker = Build(Keeping(true), store, builder => builder.UseCache().UseTimeBudget(Budget));

        Task<RerankResponse> call = reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(10));
        await begun.Task;
        _clock.Advance(TimeSpan.FromMilliseconds(60));
        RerankResponse response = await call;
        release.Set();

        Assert.That(response.CountScored(), Is.EqualTo(10));
    }

    [Test]
    public async Task AFallbacksSecondRerankerGetsWhatRemains()
    {
        var first = new StubReranker(Task<RerankResponse> (_) =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(50));
            throw new IOException();
        });
        StubReranker second = Keeping(true);
        using IReranker reranker = Build(first, null, builder => builder.UseFallback(second).UseTimeBudget(Budget));

        RerankResponse response = await reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(10));

        Assert.That(response.CountScored(), Is.EqualTo(10));
        Assert.That(second.Calls.Single().Options?.TimeBudget, Is.EqualTo(TimeSpan.FromMilliseconds(70)));
    }

    [Test]
    public async Task ASecondRerankerThatKnowsNothingOfBudgetsIsNotWaitedForEither()
    {
        var first = new StubReranker(Task<RerankResponse> (_) => throw new IOException());
        using IReranker reranker = Build(
            first, null, builder => builder.UseFallback(new StubReranker(new Func<StubCall, Task<RerankResponse>>(_ => new TaskCompletionSource<RerankResponse>().Task))).UseTimeBudget(Budget));

        Task<RerankResponse> call = reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(10));
        _clock.Advance(Budget);

        Assert.That((await call).Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.OverBudget));
    }

    [Test]
    public async Task WhenTheFirstRerankerFailsAfterTheTimeTheSecondIsNotAsked()
    {
        var first = new StubReranker(Task<RerankResponse> (_) =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            throw new IOException("late");
        })
        {
            Metadata = new("own") { KeepsTimeBudget = true },
        };
        StubReranker second = Keeping(true);
        using IReranker reranker = Build(first, null, builder => builder.UseFallback(second).UseTimeBudget(Budget));

        RerankResponse response = await reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(10));

        Assert.That(second.Calls, Is.Empty);
        Assert.That(response.Results[0].Placement, Is.EqualTo(RerankPlacement.FellBack));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("own: IOException: late; no time left for own"));
    }

    [Test]
    public async Task ARouterGivesItsRouteTheBudgetAndDoesNotWaitLonger([Values] bool keepsBudgets)
    {
        var route = new StubReranker(call => keepsBudgets ? Task.FromResult(StubReranker.Rank(call, StubReranker.DefaultScore)) : new TaskCompletionSource<RerankResponse>().Task)
        {
            Metadata = new("route") { KeepsTimeBudget = keepsBudgets },
        };
        using var router = new RoutingReranker([], route, timeProvider: _clock);
        Assert.That(router.GetService<RerankerMetadata>()!.KeepsTimeBudget, Is.True);

        Task<RerankResponse> call = router.RerankAsync("q", TimeBudgetRerankerTests.Candidates(10), new() { TimeBudget = Budget });
        _clock.Advance(Budget);
        RerankResponse response = await call;

        Assert.That(response.CountScored(), Is.EqualTo(keepsBudgets ? 10 : 0));
        Assert.That(response.Results, Has.Count.EqualTo(10));
    }

    [Test]
    public void ARerankerWithABudgetSaysSoUnlessTheBudgetIsAPartsOwn()
    {
        using IReranker timed = new StubReranker().AsBuilder().UseCandidateCap(5).UseTimeBudget(Budget).Build();
        using var cascade = new CascadeReranker([new(timed)]);

        RerankerMetadata metadata = timed.GetService<RerankerMetadata>()!;
        Assert.That((metadata.KeepsTimeBudget, metadata.TimeBudget, metadata.DefaultModelId), Is.EqualTo((true, (TimeSpan?)Budget, "stub-model")));
        Assert.That(cascade.GetService<RerankerMetadata>()!.TimeBudget, Is.Null);
    }

    private static StubReranker Keeping(bool keepsBudgets) => new() { Metadata = new("own") { KeepsTimeBudget = keepsBudgets } };

    private IReranker Build(StubReranker inner, IDistributedCache? store, Action<RerankerBuilder> compose)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(_clock);
        if (store is not null)
        {
            services.AddSingleton(store);
        }

        RerankerBuilder builder = inner.AsBuilder();
        compose(builder);
        return builder.Build(services.BuildServiceProvider());
    }
}
