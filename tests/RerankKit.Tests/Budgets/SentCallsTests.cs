using Microsoft.Extensions.DependencyInjection;
using Polly.CircuitBreaker;
using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Budgets;

/// <summary>A usage budget counts what was sent: reserved before, settled after, also when no answer came.</summary>
public class SentCallsTests
{
    private static readonly RerankCandidate[] Candidates = [new("a") { Score = 1 }, new("b") { Score = 2 }];
    private ManualTimeProvider _clock = null!;

    private static IEnumerable<Exception> NeverSent =>
    [
        new ArgumentException("no such model"),
        new BrokenCircuitException(),
        new HttpRequestException(HttpRequestError.ConnectionError),
        new InvalidOperationException("unreachable", new HttpRequestException(HttpRequestError.NameResolutionError)),
    ];

    private static IEnumerable<Exception> MayHaveBeenSent =>
    [
        new IOException("connection reset"),
        new TimeoutException(),
        new OperationCanceledException(),
        new HttpRequestException("HTTP 500", null, System.Net.HttpStatusCode.InternalServerError),
        new Polly.Timeout.TimeoutRejectedException(),
    ];

    [SetUp]
    public void SetUp() => _clock = new();

    [TestCaseSource(nameof(MayHaveBeenSent))]
    public void ACallThatFailsCountsAsOne(Exception failure)
    {
        var inner = new StubReranker(Task<RerankResponse> (_) => throw failure);
        UsageBudget budget = Budget(3);
        using var reranker = new UsageBudgetReranker(inner, budget);

        Assert.That(async () => await reranker.RerankAsync("q", Candidates), Throws.Exception.SameAs(failure));

        Assert.That((budget.GetState().Used, budget.GetState().Reserved), Is.EqualTo((new UsageAmount(1), default(UsageAmount))));
    }

    [TestCaseSource(nameof(NeverSent))]
    public void ACallThatNeverLeftCountsNothing(Exception failure)
    {
        var inner = new StubReranker(Task<RerankResponse> (_) => throw failure);
        UsageBudget budget = Budget(3);
        using var reranker = new UsageBudgetReranker(inner, budget);

        Assert.That(async () => await reranker.RerankAsync("q", Candidates), Throws.Exception.SameAs(failure));
        Assert.That(async () => await reranker.RerankAsync("q", (RerankCandidate[])["a", default]), Throws.ArgumentException);

        Assert.That((budget.GetState().Used, budget.GetState().Reserved), Is.EqualTo((default(UsageAmount), default(UsageAmount))));
    }

    [Test]
    public async Task InTheStandardPipelineCallsThatAreCutOffByTheTimeBudgetAreCounted()
    {
        var inner = new StubReranker(async call =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), _clock, call.CancellationToken);
            return StubReranker.Rank(call, StubReranker.DefaultScore);
        });
        using IReranker reranker = inner.AsBuilder().UseStandardPipeline(options =>
        {
            options.TimeBudget = TimeSpan.FromMilliseconds(20);
            options.UsageBudget = new() { MaxUnits = 3 };
        }).Build(Services());
        RerankResponse? last = null;
        for (int i = 0; i < 10; i++)
        {
            Task<RerankResponse> call = reranker.RerankAsync("q", Candidates);
            _clock.Advance(TimeSpan.FromMilliseconds(20));
            last = await call;
        }

        Assert.That(inner.Calls, Has.Count.EqualTo(3));
        Assert.That(reranker.GetService<UsageBudget>()!.GetState().Used.Units, Is.EqualTo(3));
        Assert.That(last!.Stages.Select(stage => (stage.Name, stage.Decision)), Does.Contain(("usage-budget", "exhausted")));
    }

    [Test]
    public async Task ACallThatWasGivenUpIsSettledByItsAnswerWhenThatComesLate()
    {
        var answer = new TaskCompletionSource();
        var inner = new StubReranker(async call =>
        {
            await answer.Task;
            RerankResponse response = StubReranker.Rank(call, StubReranker.DefaultScore);
            return new(response, response.Results) { Usage = new() { TotalTokenCount = 700 } };
        });
        UsageBudget budget = Budget(1_000, options => (options.Meter, options.ExpectedPerCall) = (UsageMeters.Tokens(), new(100)));
        using var reranker = new TimeBudgetReranker(new UsageBudgetReranker(inner, budget), new() { Budget = TimeSpan.FromMilliseconds(20) }, _clock);

        Task<RerankResponse> call = reranker.RerankAsync("q", Candidates);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        await call;
        UsageBudgetState given = budget.GetState();
        answer.SetResult();
        while (budget.GetState().Reserved.Units > 0)
        {
            await Task.Yield();
        }

        Assert.That((given.Used.Units, given.Reserved.Units), Is.EqualTo((0L, 100L)), "it may still use that much");
        Assert.That(budget.GetState().Used.Units, Is.EqualTo(700));
    }

    [Test]
    public async Task OutsideTheTimeBudgetTheCallsThatItGaveUpAreCountedToo()
    {
        var inner = new StubReranker(new Func<StubCall, Task<RerankResponse>>(_ => new TaskCompletionSource<RerankResponse>().Task));
        UsageBudget budget = Budget(3);
        using var reranker = new UsageBudgetReranker(new TimeBudgetReranker(inner, new() { Budget = TimeSpan.FromMilliseconds(20) }, _clock), budget);

        Task<RerankResponse> call = reranker.RerankAsync("q", Candidates);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        await call;

        Assert.That(budget.GetState().Used.Units, Is.EqualTo(1));
    }

    [Test]
    public async Task EveryChunkIsACallOfItsOwn()
    {
        var inner = new StubReranker();
        UsageBudget budget = Budget(10);
        using var reranker = new TimeBudgetReranker(new UsageBudgetReranker(inner, budget), new() { Budget = TimeSpan.FromSeconds(1) }, _clock);

        await reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(50));

        Assert.That(budget.GetState().Used.Units, Is.EqualTo(inner.Calls.Count).And.EqualTo(2));
    }

    [Test]
    public async Task WhenTheMoneyRunsOutBetweenTwoChunksWhatWasScoredStandsAndNothingMoreIsAsked([Values] bool throws)
    {
        var inner = new StubReranker();
        UsageBudget budget = Budget(1, options => options.ThrowWhenExceeded = throws);
        using var reranker = new TimeBudgetReranker(new UsageBudgetReranker(inner, budget), new() { Budget = TimeSpan.FromSeconds(1), ChunkSize = 4 }, _clock);

        RerankResponse response = await reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(50));

        Assert.That((inner.Calls.Count, response.CountScored(), response.Results.Count), Is.EqualTo((1, 4, 50)));
        Assert.That(response.Results[4].Placement, Is.EqualTo(throws ? RerankPlacement.FellBack : RerankPlacement.OverBudget));
    }

    private UsageBudget Budget(long units, Action<UsageBudgetOptions>? configure = null)
    {
        var options = new UsageBudgetOptions { MaxUnits = units };
        configure?.Invoke(options);
        return new(options, _clock);
    }

    private ClockProvider Services() => new(_clock);

    private sealed class ClockProvider(TimeProvider clock) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(TimeProvider) ? clock : null;
    }
}
