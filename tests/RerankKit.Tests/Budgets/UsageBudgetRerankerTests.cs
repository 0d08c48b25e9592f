using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Budgets;

public class UsageBudgetRerankerTests
{
    private static readonly RerankCandidate[] Candidates = [new("a") { Score = 1 }, new("b") { Score = 2 }];
    private ManualTimeProvider _clock = null!;

    [SetUp]
    public void SetUp() => _clock = new() { Start = new(2026, 3, 4, 22, 30, 0, TimeSpan.Zero) };

    [Test]
    public async Task WithinTheBudgetTheAnswerPassesThroughUnchanged()
    {
        RerankResponse? given = null;
        using UsageBudgetReranker reranker = Build(new StubReranker(call => given = StubReranker.Rank(call, StubReranker.DefaultScore)), options => options.MaxUnits = 1);
        Assert.That(await reranker.RerankAsync("q", Candidates), Is.SameAs(given));
    }

    [Test]
    public async Task BeyondTheBudgetTheFirstStagesOrderStands()
    {
        var inner = new StubReranker();
        using UsageBudgetReranker reranker = Build(inner, options => options.MaxUnits = 2);
        await Call(reranker, 2);

        RerankResponse response = await reranker.RerankAsync("q", Candidates, new() { TopN = 1 });

        Assert.That(inner.Calls, Has.Count.EqualTo(2));
        Assert.That(response.Results.Single(), Is.EqualTo(new RerankResult(1, 2) { Placement = RerankPlacement.OverBudget }));
        Assert.That(response.Stages.Single(), Is.EqualTo(new RerankStage("usage-budget", "exhausted")
        {
            CandidatesIn = 2,
            Reason = "The usage budget is spent: 2 units and 0 used, 0 units in flight. The next period begins 2026-03-05 00:00:00Z.",
        }));
    }

    [Test]
    public async Task ANewPeriodBeginsAtMidnight()
    {
        var inner = new StubReranker();
        using UsageBudgetReranker reranker = Build(inner, options => options.MaxUnits = 1);
        await Call(reranker, 2);
        _clock.Advance(TimeSpan.FromMinutes(89));
        await Call(reranker, 1);
        Assert.That(inner.Calls, Has.Count.EqualTo(1));

        _clock.Advance(TimeSpan.FromMinutes(1));
        await Call(reranker, 2);

        Assert.That(inner.Calls, Has.Count.EqualTo(2));
    }

    [TestCase(1.0 / 24, "2026-03-04T23:00:00Z")]
    [TestCase(1, "2026-03-05T00:00:00Z")]
    [TestCase(7, "2026-03-09T00:00:00Z")]
    public void PeriodsAreCountedFromMidnightAndWeeksFromMonday(double days, string expected)
    {
        var budget = new UsageBudget(new() { MaxUnits = 1, Period = TimeSpan.FromDays(days) }, _clock);
        Assert.That(budget.GetState().ResetsAt, Is.EqualTo(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Test]
    public void ThePeriodMayBeEndless()
    {
        var budget = new UsageBudget(new() { MaxUnits = 1, Period = TimeSpan.MaxValue }, _clock);
        Assert.That(budget.GetState().ResetsAt, Is.EqualTo(DateTimeOffset.MaxValue));
    }

    [Test]
    public async Task ALimitOfMoneyStopsAfterTheCallThatReachesIt()
    {
        var inner = new StubReranker(call => With(call, tokens: 400_000));
        using UsageBudgetReranker reranker = Build(inner, options =>
        {
            options.MaxCost = 2m;
            options.Meter = UsageMeters.Tokens(pricePerMillion: 2m);
        });

        await Call(reranker, 5);

        Assert.That(inner.Calls, Has.Count.EqualTo(3), "0.80 each");
        Assert.That(reranker.GetService<UsageBudget>()!.GetState(), Is.EqualTo(
            new UsageBudgetState(new(1_200_000, 2.4m), default, null, 0, new(2026, 3, 5, 0, 0, 0, TimeSpan.Zero))));
    }

    [Test]
    public async Task ScopesDoNotShareABudget()
    {
        var inner = new StubReranker();
        using UsageBudgetReranker reranker = Build(inner, options => options.MaxUnits = 1);
        foreach (string? scope in (string?[])[null, "red", "blue", "red", null])
        {
            await reranker.RerankAsync("q", Candidates, new() { Scope = scope });
        }

        Assert.That(inner.Calls.Select(call => call.Options?.Scope), Is.EqualTo(new[] { null, "red", "blue" }));
        Assert.That(reranker.GetService<UsageBudget>()!.GetState("red").IsExhausted, Is.True);
        Assert.That(reranker.GetService<UsageBudget>()!.GetState("green").RemainingUnits, Is.EqualTo(1));
    }

    [Test]
    public async Task ScopesShareABudgetWhenAskedTo()
    {
        var inner = new StubReranker();
        using UsageBudgetReranker reranker = Build(inner, options => (options.MaxUnits, options.PerScope) = (1, false));
        await reranker.RerankAsync("q", Candidates, new() { Scope = "red" });
        await reranker.RerankAsync("q", Candidates, new() { Scope = "blue" });
        Assert.That(inner.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task SeveralPipelinesMayShareOneBudget()
    {
        var budget = new UsageBudget(new() { MaxUnits = 3 }, _clock);
        var first = new StubReranker();
        var second = new StubReranker();
        using IReranker one = first.AsBuilder().UseUsageBudget(budget).Build();
        using IReranker two = second.AsBuilder().UseUsageBudget(budget).Build();
        await Call(one, 2);
        await Call(two, 2);
        Assert.That((first.Calls.Count, second.Calls.Count), Is.EqualTo((2, 1)));
    }

    [Test]
    public void BeyondTheBudgetItThrowsWhenAskedTo()
    {
        using UsageBudgetReranker reranker = Build(new StubReranker(), options => (options.MaxUnits, options.ThrowWhenExceeded) = (0, true));
        UsageBudgetExceededException? exception = Assert.ThrowsAsync<UsageBudgetExceededException>(() => reranker.RerankAsync("q", Candidates));
        Assert.That(exception!.State.ResetsAt, Is.EqualTo(new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(exception.Message, Does.Contain("next period begins 2026-03-05"));
    }

    [Test]
    public async Task CallsInFlightHoldAReservationSoThatALimitOfCallsIsExact()
    {
        var answer = new TaskCompletionSource();
        var inner = new StubReranker(async call =>
        {
            await answer.Task;
            return StubReranker.Rank(call, StubReranker.DefaultScore);
        });
        using UsageBudgetReranker reranker = Build(inner, options => options.MaxUnits = 5);

        Task<RerankResponse>[] calls = [.. Enumerable.Range(0, 20).Select(_ => Task.Run(() => reranker.RerankAsync("q", Candidates)))];
        List<Task<RerankResponse>> open = [.. calls];
        while (open.Count > 5)
        {
            open.Remove(await Task.WhenAny(open));
        }

        UsageBudget budget = reranker.GetService<UsageBudget>()!;
        Assert.That((budget.GetState().Used.Units, budget.GetState().Reserved.Units), Is.EqualTo((0L, 5L)));
        answer.SetResult();
        RerankResponse[] responses = await Task.WhenAll(calls);

        Assert.That(inner.Calls, Has.Count.EqualTo(5));
        Assert.That(responses.Count(response => response.Results[0].Placement == RerankPlacement.OverBudget), Is.EqualTo(15));
        Assert.That((budget.GetState().Used, budget.GetState().Reserved), Is.EqualTo((new UsageAmount(5), default(UsageAmount))));
    }

    [Test]
    public async Task CallsInFlightAreTakenToUseTheAverageSoFar()
    {
        TaskCompletionSource? wait = null;
        var inner = new StubReranker(async call =>
        {
            if (wait is not null)
            {
                await wait.Task;
            }

            return With(call, tokens: 100);
        });
        using UsageBudgetReranker reranker = Build(inner, options => (options.MaxUnits, options.Meter) = (450, UsageMeters.Tokens()));
        await Call(reranker, 2);
        wait = new();

        Task<RerankResponse>[] calls = [.. Enumerable.Range(0, 6).Select(_ => reranker.RerankAsync("q", Candidates))];
        UsageBudgetState state = reranker.GetService<UsageBudget>()!.GetState();
        wait.SetResult();
        await Task.WhenAll(calls);

        Assert.That((state.Used.Units, state.Reserved.Units, state.RemainingUnits), Is.EqualTo((200L, 300L, (long?)0)));
        Assert.That(inner.Calls, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task ACallThatOutlivesItsPeriodIsNotChargedToTheNext()
    {
        var answer = new TaskCompletionSource();
        var inner = new StubReranker(async call =>
        {
            await answer.Task;
            return StubReranker.Rank(call, StubReranker.DefaultScore);
        });
        using UsageBudgetReranker reranker = Build(inner, options => options.MaxUnits = 3);
        Task<RerankResponse> call = reranker.RerankAsync("q", Candidates);
        _clock.Advance(TimeSpan.FromHours(2));
        UsageBudget budget = reranker.GetService<UsageBudget>()!;
        Assert.That(budget.GetState().Reserved, Is.EqualTo(default(UsageAmount)));

        answer.SetResult();
        await call;

        Assert.That(budget.GetState().RemainingUnits, Is.EqualTo(3));
    }

    [Test]
    public async Task AnAnswerThatNothingWasScoredForIsNoPaidCall()
    {
        using UsageBudgetReranker reranker = Build(
            new StubReranker(call => FirstStageResponse.Create(call.Candidates, RerankPlacement.Gated, null, new("gate", "gated"))),
            options => options.MaxUnits = 1);
        await Call(reranker, 3);
        Assert.That(reranker.GetService<UsageBudget>()!.GetState().Used.Units, Is.Zero);
    }

    [Test]
    public void AMeterWithoutItsCountSaysSo()
    {
        using UsageBudgetReranker reranker = Build(new StubReranker(), options => (options.MaxUnits, options.Meter) = (1, UsageMeters.AdditionalCount("search_units")));
        Assert.That(
            async () => await reranker.RerankAsync("q", Candidates),
            Throws.InvalidOperationException.With.Message.Contains("'stub-model' reports no search_units"));
    }

    [Test]
    public void AMeterThatCountsBackwardsIsRefused()
    {
        using UsageBudgetReranker reranker = Build(new StubReranker(), options => (options.MaxUnits, options.Meter) = (1, _ => new(-1)));
        Assert.That(async () => await reranker.RerankAsync("q", Candidates), Throws.InvalidOperationException.With.Message.Contains("Units = -1"));
    }

    [Test]
    public void MetersReadTheirCounts()
    {
        RerankResponse response = With(new("q", Candidates, null, default), tokens: 1_500);
        Assert.Multiple(() =>
        {
            Assert.That(UsageMeters.Calls(0.002m)(response), Is.EqualTo(new UsageAmount(1, 0.002m)));
            Assert.That(UsageMeters.Tokens(20m)(response), Is.EqualTo(new UsageAmount(1_500, 0.03m)));
            Assert.That(UsageMeters.AdditionalCount("search_units", 0.5m)(response), Is.EqualTo(new UsageAmount(3, 1.5m)));
        });
    }

    [Test]
    public async Task ALimitOfMoneyCountsWhatTheRerankerReports()
    {
        var inner = new StubReranker(call => new(With(call, tokens: 1), With(call, tokens: 1).Results) { AdditionalProperties = new() { ["cost"] = 0.75m } });
        using UsageBudgetReranker reranker = Build(inner, options => (options.MaxCost, options.Meter) = (2m, UsageMeters.ReportedCost()));
        await Call(reranker, 5);
        Assert.That(inner.Calls, Has.Count.EqualTo(3));
        Assert.That(reranker.GetService<UsageBudget>()!.GetState().Used, Is.EqualTo(new UsageAmount(3, 2.25m)));
    }

    [Test]
    public void ALimitOfMoneyThatCouldNeverBiteIsRefused()
    {
        Assert.That(() => new UsageBudget(new() { MaxCost = 5 }), Throws.ArgumentException.With.Message.Contains("UsageMeters.Calls(pricePerCall)"));
        Assert.That(() => new UsageBudget(new() { MaxCost = 0 }), Throws.Nothing, "nothing may be spent: every call is stopped");
        RerankResponse response = With(new("q", Candidates, null, default), tokens: 1_500);
        Assert.That(() => UsageMeters.ReportedCost()(response), Throws.InvalidOperationException.With.Message.Contains("reports no cost"));
        Assert.That(UsageMeters.ReportedCost()(RerankResponse.Empty), Is.EqualTo(default(UsageAmount)));
    }

    [Test]
    public void ACandidateWithoutTextIsRefusedAlsoBeyondTheBudget()
    {
        using UsageBudgetReranker reranker = Build(new StubReranker(), options => options.MaxUnits = 0);
        RerankCandidate[] candidates = ["a", default];
        Assert.That(async () => await reranker.RerankAsync("q", candidates), Throws.ArgumentException);
    }

    [Test]
    public void OptionsRefuseWhatMakesNoSense()
    {
        var options = new UsageBudgetOptions();
        Assert.Multiple(() =>
        {
            Assert.That(() => new StubReranker().AsBuilder().UseUsageBudget(_ => { }).Build(), Throws.ArgumentException.With.Message.Contains("MaxUnits"));
            Assert.That(() => options.MaxUnits = -1, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.MaxCost = -1, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.Period = TimeSpan.Zero, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.ExpectedPerCall = new(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.Meter = null!, Throws.ArgumentNullException);
            Assert.That(() => UsageMeters.Calls(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void DisposingDisposesTheInnerReranker()
    {
        var inner = new StubReranker();
        Build(inner, options => options.MaxUnits = 1).Dispose();
        Assert.That(inner.DisposeCount, Is.EqualTo(1));
    }

    private static async Task Call(IReranker reranker, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await reranker.RerankAsync("q", Candidates);
        }
    }

    private static RerankResponse With(StubCall call, long tokens)
    {
        RerankResponse response = StubReranker.Rank(call, StubReranker.DefaultScore);
        return new(response, response.Results)
        {
            Usage = new UsageDetails { TotalTokenCount = tokens, AdditionalCounts = new() { ["search_units"] = 3 } },
        };
    }

    private UsageBudgetReranker Build(StubReranker inner, Action<UsageBudgetOptions> configure)
    {
        var options = new UsageBudgetOptions();
        configure(options);
        return new(new ResponseGuardReranker(inner), new UsageBudget(options, _clock));
    }
}

public class UsageBudgetConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseUsageBudget(options => options.MaxUnits = 1_000).Build();
}

public class ExhaustedUsageBudgetConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseUsageBudget(options => options.MaxUnits = 0).Build();
}
