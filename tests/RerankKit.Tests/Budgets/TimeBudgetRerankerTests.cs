using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Budgets;

public class TimeBudgetRerankerTests
{
    private ManualTimeProvider _clock = null!;

    [SetUp]
    public void SetUp() => _clock = new();

    [Test]
    public async Task WithoutABudgetTheCallPassesThrough()
    {
        StubReranker inner = Timed(perCandidate: 10);
        using TimeBudgetReranker reranker = Build(inner, budget: null);
        using var source = new CancellationTokenSource();

        await reranker.RerankAsync("q", Candidates(100), null, source.Token);

        Assert.That(inner.Calls.Single().CancellationToken, Is.EqualTo(source.Token));
    }

    [Test]
    public async Task AListOfOneChunkIsOneCallAndPassesThroughUnchanged()
    {
        RerankResponse? given = null;
        var inner = new StubReranker(call => given = StubReranker.Rank(call, StubReranker.DefaultScore));
        using TimeBudgetReranker reranker = Build(inner, 500);

        RerankResponse response = await reranker.RerankAsync("q", Candidates(16), new() { TopN = 3 });

        Assert.That(response, Is.SameAs(given));
        Assert.That(inner.Calls.Single().Options?.TopN, Is.EqualTo(3));
        Assert.That(_clock.PendingTimers, Is.Zero);
    }

    [Test]
    public async Task TheFirstLongListIsScoredInAChunkThatLearnsAndOneForTheRest()
    {
        StubReranker inner = Timed(perCandidate: 1);
        using TimeBudgetReranker reranker = Build(inner, 500);
        RerankCandidate[] candidates = Candidates(100);

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        RerankResponse whole = await new StubReranker().RerankAsync("q", candidates);
        Assert.That(inner.Calls.Select(call => call.Candidates.Count), Is.EqualTo(new[] { 16, 84 }));
        Assert.That(response.Results, Is.EqualTo(whole.Results), "chunks give what one call gives");
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Logit));
        Assert.That(response.ModelId, Is.EqualTo("stub-model"));
        Assert.That(response.Stages.Select(stage => (stage.Name, stage.Decision, stage.CandidatesIn, stage.CandidatesScored)), Is.EqualTo(new[]
        {
            ("time-budget", "kept", 100, 100),
            ("stub", "scored", 100, 100),
        }));
        Assert.That(response.Stages[0].Duration, Is.EqualTo(TimeSpan.Zero), "the inner calls' time is not the stage's own");
    }

    [Test]
    public async Task OnceTheSpeedIsKnownACallThatFitsIsOneCall()
    {
        StubReranker inner = Timed(perCandidate: 1, fixedPart: 20);
        using TimeBudgetReranker reranker = Build(inner, 500);
        await reranker.RerankAsync("q", Candidates(100));
        inner.Calls.Clear();

        for (int i = 0; i < 5; i++)
        {
            await reranker.RerankAsync("q", Candidates(90 + i));
        }

        Assert.That(inner.Calls.Select(call => call.Candidates.Count), Is.EqualTo(new[] { 90, 91, 92, 93, 94 }));
    }

    [Test]
    public async Task WhatDoesNotFitFollowsInFirstStageOrder()
    {
        StubReranker inner = Timed(perCandidate: 10);
        using TimeBudgetReranker reranker = Build(inner, 500);
        RerankCandidate[] candidates = Candidates(100);
        Array.Reverse(candidates); // the best by first-stage score come last

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        Assert.That(inner.Calls.Select(call => call.Candidates.Count), Is.EqualTo(new[] { 16, 16 }), "15 would fit after that, not worth a call");
        Assert.That(response.Results.Take(32).Select(result => result.Placement), Has.All.EqualTo(RerankPlacement.Scored));
        Assert.That(response.Results.Take(32).Select(result => result.Index), Is.EquivalentTo(Enumerable.Range(68, 32)));
        Assert.That(response.Results.Take(32).Select(result => result.Score), Is.Ordered.Descending);
        Assert.That(
            response.Results.Skip(32),
            Is.EqualTo(Enumerable.Range(0, 68).Reverse().Select(index => RerankResult.Unscored(index, RerankPlacement.OverBudget))));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("cut"));
        Assert.That(response.Stages[0].CandidatesScored, Is.EqualTo(32));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("32 of 100 scored in 2 calls within 500 ms; no time for 68 of 100"));
        Assert.That(_clock.GetElapsedTime(0), Is.LessThanOrEqualTo(TimeSpan.FromMilliseconds(500)));
    }

    [Test]
    public async Task TheBudgetIsWellUsedOnceTheSpeedIsKnown()
    {
        StubReranker inner = Timed(perCandidate: 1);
        using TimeBudgetReranker reranker = Build(inner, 120);
        await reranker.RerankAsync("q", Candidates(400));
        long start = _clock.GetTimestamp();

        RerankResponse response = await reranker.RerankAsync("q", Candidates(400));

        Assert.That(_clock.GetElapsedTime(start).TotalMilliseconds, Is.LessThanOrEqualTo(120));
        Assert.That(response.CountScored(), Is.GreaterThan(95));
    }

    [Test]
    public async Task TopNIsNotPassedToChunksAndCutsTheWhole()
    {
        StubReranker inner = Timed(perCandidate: 10);
        using TimeBudgetReranker reranker = Build(inner, 500);

        RerankResponse response = await reranker.RerankAsync("q", Candidates(100), new() { TopN = 5 });

        RerankResponse expected = await new StubReranker().RerankAsync("q", Candidates(32), new() { TopN = 5 });
        Assert.That(inner.Calls.Select(call => call.Options?.TopN), Has.All.Null);
        Assert.That(response.Results, Is.EqualTo(expected.Results));
    }

    [Test]
    public async Task EqualScoresKeepTheCandidatesOrderAcrossChunks()
    {
        StubReranker inner = Timed(perCandidate: 10, score: _ => 1);
        using TimeBudgetReranker reranker = Build(inner, 500);
        RerankCandidate[] candidates = Candidates(60);
        Array.Reverse(candidates);

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        Assert.That(response.Results.Take(32).Select(result => result.Index), Is.EqualTo(Enumerable.Range(28, 32)));
    }

    [Test]
    public async Task TheShorterOfTheTwoBudgetsHolds([Values(100, 1000)] int perCall)
    {
        var inner = new StubReranker(new Func<StubCall, Task<RerankResponse>>(_ => new TaskCompletionSource<RerankResponse>().Task));
        using TimeBudgetReranker reranker = Build(inner, 500);

        Task<RerankResponse> call = reranker.RerankAsync("q", Candidates(3), new() { TimeBudget = TimeSpan.FromMilliseconds(perCall) });
        _clock.Advance(TimeSpan.FromMilliseconds(Math.Min(perCall, 500) - 1));
        Assert.That(inner.Calls.Single().CancellationToken.IsCancellationRequested, Is.False);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That((await call).Stages[0].Decision, Is.EqualTo("spent"));
    }

    [Test]
    public async Task ABudgetLongerThanAnyTimerIsNoLimit()
    {
        StubReranker inner = Timed(perCandidate: 10);
        using TimeBudgetReranker reranker = Build(inner, budget: null);

        RerankResponse response = await reranker.RerankAsync("q", Candidates(10), new() { TimeBudget = TimeSpan.MaxValue });

        Assert.That(response.CountScored(), Is.EqualTo(10));
    }

    [Test]
    public async Task ARerankerThatKeepsBudgetsItselfIsGivenTheShorterOne()
    {
        var inner = new StubReranker { Metadata = new("own") { KeepsTimeBudget = true } };
        using TimeBudgetReranker reranker = Build(inner, 500);
        var options = new RerankOptions { TopN = 2, TimeBudget = TimeSpan.FromSeconds(9) };

        await reranker.RerankAsync("q", Candidates(100), options);

        StubCall call = inner.Calls.Single();
        Assert.That((call.Options?.TimeBudget, call.Options?.TopN), Is.EqualTo(((TimeSpan?)TimeSpan.FromMilliseconds(500), (int?)2)));
        Assert.That(options.TimeBudget, Is.EqualTo(TimeSpan.FromSeconds(9)), "the caller's options are the caller's");
    }

    [Test]
    public async Task AListwiseRerankerIsNeverGivenAPart()
    {
        StubReranker inner = Timed(perCandidate: 10, isPointwise: false);
        using TimeBudgetReranker reranker = Build(inner, 500);

        RerankResponse inTime = await reranker.RerankAsync("q", Candidates(40));
        RerankResponse late = await reranker.RerankAsync("q", Candidates(100));

        Assert.That(inner.Calls.Select(call => call.Candidates.Count), Is.EqualTo(new[] { 40, 100 }));
        Assert.That(inTime.Results[0].Placement, Is.EqualTo(RerankPlacement.Scored));
        Assert.That(late.Results.Select(result => result.Index), Is.EqualTo(Enumerable.Range(0, 100)));
        Assert.That(late.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.OverBudget));
        Assert.That(late.ScoreKind, Is.EqualTo(RerankScoreKind.FirstStage));
        Assert.That(late.Stages.Single().Decision, Is.EqualTo("spent"));
    }

    [Test]
    public async Task ScoresOfAnotherKindAreNotMixedIn()
    {
        int calls = 0;
        var inner = new StubReranker(call =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(160));
            RerankResponse response = StubReranker.Rank(call, StubReranker.DefaultScore);
            return ++calls == 1 ? response : new(response, response.Results) { ScoreKind = RerankScoreKind.Similarity };
        });
        using TimeBudgetReranker reranker = Build(inner, 500);

        RerankResponse response = await reranker.RerankAsync("q", Candidates(32));

        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Logit));
        Assert.That(response.Results.Take(16).Select(result => result.Index), Is.EquivalentTo(Enumerable.Range(0, 16)));
        Assert.That(
            response.Results.Skip(16),
            Is.EqualTo(Enumerable.Range(16, 16).Select(index => RerankResult.Unscored(index, RerankPlacement.Unscored))));
    }

    [Test]
    public async Task WhatStagesInsideDecidedAboutAChunkStands()
    {
        using IReranker reranker = Timed(perCandidate: 10).AsBuilder()
            .Use(inner => new TimeBudgetReranker(inner, new() { Budget = TimeSpan.FromMilliseconds(500) }, _clock))
            .UseCandidateCap(10)
            .Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates(32));

        Assert.That(response.Results.Count(result => result.Placement == RerankPlacement.Scored), Is.EqualTo(20));
        Assert.That(response.Results.Count(result => result.Placement == RerankPlacement.Capped), Is.EqualTo(12));
        Assert.That(response.Stages[1], Is.EqualTo(new RerankStage("candidate-cap", "capped")
        {
            CandidatesIn = 32,
            CandidatesScored = 20,
            Duration = response.Stages[1].Duration,
        }));
    }

    [Test]
    public async Task ACandidateThatAStageInsideDroppedStaysDropped()
    {
        var inner = new StubReranker(call =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(160));
            RerankResponse response = StubReranker.Rank(call, StubReranker.DefaultScore);
            return new(response, [.. response.Results.Take(4)]);
        });
        using var reranker = new TimeBudgetReranker(inner, new() { Budget = TimeSpan.FromMilliseconds(500) }, _clock);

        RerankResponse response = await reranker.RerankAsync("q", Candidates(60));

        Assert.That(response.Results.Select(result => result.Placement), Is.EqualTo(
            Enumerable.Repeat(RerankPlacement.Scored, 8).Concat(Enumerable.Repeat(RerankPlacement.OverBudget, 28))));
    }

    [Test]
    public async Task GatedChunksKeepTheFirstStagesScoresAndPlacements()
    {
        var inner = new StubReranker(call =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(160));
            return FirstStageResponse.Create(call.Candidates, RerankPlacement.Gated, null, new("gate", "gated"));
        });
        using TimeBudgetReranker reranker = Build(inner, 500);

        RerankResponse response = await reranker.RerankAsync("q", Candidates(48), new() { TopN = 40 });

        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.FirstStage));
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(Enumerable.Range(0, 40)));
        Assert.That(response.Results[0], Is.EqualTo(new RerankResult(0, 1000) { Placement = RerankPlacement.Gated }));
        Assert.That(response.Results[39].Placement, Is.EqualTo(RerankPlacement.OverBudget));
    }

    [TestCase("cache", "hit", 2)]
    [TestCase("cache", "miss", 1)]
    [TestCase("router", "hit", 2)]
    public async Task StagesThatDecidedAlikeAreAddedUpAndOthersStandSideBySide(string name, string decision, int expected)
    {
        int calls = 0;
        var inner = new StubReranker(call =>
        {
            RerankResponse response = StubReranker.Rank(call, StubReranker.DefaultScore);
            RerankStage stage = ++calls == 1 ? new("cache", "miss") : new(name, decision);
            return new(response, response.Results) { Stages = [stage with { CandidatesIn = call.Candidates.Count, Duration = TimeSpan.FromTicks(1) }] };
        });
        using TimeBudgetReranker reranker = Build(inner, 500);

        RerankResponse response = await reranker.RerankAsync("q", Candidates(50));

        Assert.That(response.Stages, Has.Count.EqualTo(1 + expected));
        Assert.That(response.Stages.Skip(1).Sum(stage => stage.CandidatesIn), Is.EqualTo(50));
        Assert.That(response.Stages.Skip(1).Sum(stage => stage.Duration.Ticks), Is.EqualTo(2));
    }

    [Test]
    public async Task UsageOfAllChunksIsAddedUp()
    {
        var inner = new StubReranker(call =>
        {
            RerankResponse response = StubReranker.Rank(call, StubReranker.DefaultScore);
            return new(response, response.Results) { Usage = new UsageDetails { InputTokenCount = call.Candidates.Count } };
        });
        using TimeBudgetReranker reranker = Build(inner, 500);

        RerankResponse response = await reranker.RerankAsync("q", Candidates(50));

        Assert.That(inner.Calls, Has.Count.EqualTo(2));
        Assert.That(response.Usage?.InputTokenCount, Is.EqualTo(50));
    }

    [Test]
    public async Task WhateverTheSpeedNothingIsLostAndScoresAreTheRerankers([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        double perCandidate = 1;
        StubReranker inner = new(call =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(20) + (perCandidate * call.Candidates.Count)));
            call.CancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(StubReranker.Rank(call, StubReranker.DefaultScore));
        });
        using var reranker = new TimeBudgetReranker(inner, new() { ChunkSize = random.Next(1, 40), SafetyMargin = random.NextDouble() }, _clock);
        for (int round = 0; round < 20; round++)
        {
            perCandidate = random.NextDouble() * 10;
            RerankCandidate[] candidates = Candidates(random.Next(1, 150));
            random.Shuffle(candidates);

            RerankResponse response = await reranker.RerankAsync("q", candidates, new() { TimeBudget = TimeSpan.FromMilliseconds(random.Next(1, 400)) });

            int scored = response.CountScored();
            Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(Enumerable.Range(0, candidates.Length)));
            Assert.That(response.Results.Take(scored).Select(result => result.Score), Is.Ordered.Descending);
            Assert.That(response.Results.Take(scored), Has.All.Matches<RerankResult>(
                result => result.Score == StubReranker.DefaultScore(candidates[result.Index].Text)));
            Assert.That(response.Results.Skip(scored).Select(result => candidates[result.Index].Score), Is.Ordered.Descending);
        }
    }

    [Test]
    public async Task ManyCallersMayShareOneBudgetedReranker()
    {
        var inner = new StubReranker(async call =>
        {
            await Task.Yield();
            return StubReranker.Rank(call, StubReranker.DefaultScore);
        });
        using TimeBudgetReranker reranker = Build(inner, 500);
        RerankCandidate[] candidates = Candidates(60);
        RerankResponse expected = await new StubReranker().RerankAsync("q", candidates);

        RerankResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => reranker.RerankAsync("q", candidates))));

        Assert.That(responses.Select(response => response.Results), Has.All.EqualTo(expected.Results));
        Assert.That(_clock.PendingTimers, Is.Zero);
    }

    [Test]
    public void OptionsRefuseWhatMakesNoSense()
    {
        var options = new TimeBudgetOptions();
        Assert.Multiple(() =>
        {
            Assert.That(() => options.Budget = TimeSpan.Zero, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Budget is 00:00:00"));
            Assert.That(() => options.ChunkSize = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.SafetyMargin = -0.1, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.SafetyMargin = double.NaN, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new StubReranker().AsBuilder().UseTimeBudget(TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    internal static RerankCandidate[] Candidates(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new RerankCandidate($"document number {i}") { Id = $"{i}", Score = 1000 - i })];

    // A reranker that takes time on the manual clock and heeds its token.
    private StubReranker Timed(double perCandidate, double fixedPart = 0, bool isPointwise = true, Func<string, double>? score = null) =>
        new(call =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(fixedPart + (perCandidate * call.Candidates.Count)));
            call.CancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(StubReranker.Rank(call, score ?? StubReranker.DefaultScore));
        })
        {
            Metadata = new("timed") { IsPointwise = isPointwise },
        };

    private TimeBudgetReranker Build(StubReranker inner, double? budget) =>
        new(new ResponseGuardReranker(inner), new() { Budget = budget is double ms ? TimeSpan.FromMilliseconds(ms) : null }, _clock);
}

public class RoomyTimeBudgetConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseTimeBudget(TimeSpan.FromHours(1)).Build();
}

public class ChunkedTimeBudgetConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder()
            .Use(inner => new TimeBudgetReranker(inner, new() { Budget = TimeSpan.FromHours(1), ChunkSize = 3 }, new ManualTimeProvider()))
            .Build();
}

public class TightTimeBudgetConformance : RerankerConformanceTests
{
    // What fits depends on the speed learned from the calls before.
    protected override bool IsDeterministic => false;

    protected override IReranker CreateReranker()
    {
        var clock = new ManualTimeProvider();
        return new StubReranker(call =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(call.Candidates.Count));
            call.CancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(StubReranker.Rank(call, StubReranker.DefaultScore));
        }).AsBuilder()
            .Use(inner => new TimeBudgetReranker(inner, new() { Budget = TimeSpan.FromMilliseconds(8), ChunkSize = 2 }, clock))
            .Build();
    }
}

public class ListwiseTimeBudgetConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        new StubReranker { Metadata = new("list") { IsPointwise = false } }.AsBuilder().UseTimeBudget(TimeSpan.FromHours(1)).Build();
}
