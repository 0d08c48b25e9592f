using RerankKit.Authoring;
using RerankKit.Conformance;
using RerankKit.Tests.Budgets;

namespace RerankKit.Tests.Cascading;

public class CascadeBudgetTests
{
    private static readonly RerankOptions Options = new() { TimeBudget = TimeSpan.FromMilliseconds(120) };
    private ManualTimeProvider _clock = null!;

    [SetUp]
    public void SetUp() => _clock = new();

    [Test]
    public async Task TheLaterStageGetsTheRemainingBudgetAndTheScoresOfTheOneBefore()
    {
        StubReranker second = Keeping(call => StubReranker.Rank(call, StubReranker.DefaultScore));
        using CascadeReranker cascade = Build(new(First(40)) { Keep = 5 }, new(second));

        await cascade.RerankAsync("q", TimeBudgetRerankerTests.Candidates(10), Options);

        StubCall call = second.Calls.Single();
        Assert.That(call.Options?.TimeBudget, Is.EqualTo(TimeSpan.FromMilliseconds(80)));
        Assert.That(call.Candidates.Select(candidate => candidate.Score), Is.EqualTo(new[] { 9.0, 8, 7, 6, 5 }));
    }

    [Test]
    public async Task WhatTheEarlierStageScoredStandsInItsOrderWhereTheLaterOneHasNoTime()
    {
        // Keeps budgets, and scores three of its five.
        StubReranker second = Keeping(call =>
        {
            RerankResponse all = StubReranker.Rank(call, text => -Number(text));
            return new(all, [.. all.Results.Take(3), .. all.Results.Skip(3).Reverse().Select(result => RerankResult.Unscored(result.Index, RerankPlacement.OverBudget))]);
        });
        using CascadeReranker cascade = Build(new(First(1)) { Keep = 5 }, new(second) { Name = "large" });

        RerankResponse response = await cascade.RerankAsync("q", TimeBudgetRerankerTests.Candidates(8), Options);

        Assert.That(response.Results.Select(result => (result.Index, result.Placement, result.RawScore)), Is.EqualTo(new[]
        {
            (3, RerankPlacement.Scored, null),
            (4, RerankPlacement.Scored, null),
            (5, RerankPlacement.Scored, null),
            (7, RerankPlacement.EarlierStage, (double?)7),
            (6, RerankPlacement.EarlierStage, 6),
            (2, RerankPlacement.EarlierStage, 2),
            (1, RerankPlacement.EarlierStage, 1),
            (0, RerankPlacement.EarlierStage, 0),
        }));
        Assert.That(response.Stages.Last(stage => stage.Name == "cascade"), Is.EqualTo(
            new RerankStage("cascade", "cut") { CandidatesIn = 5, CandidatesScored = 3, Reasons = ["large", "no time for 2 of 5"] }));
    }

    [Test]
    public async Task ALaterStageThatHangsIsLeftBehindAtTheDeadline([Values] bool isPointwise)
    {
        var second = new StubReranker(Hang) { Metadata = new("remote") { IsPointwise = isPointwise } };
        using CascadeReranker cascade = Build(new(First(1)) { Keep = 5 }, new(second));

        Task<RerankResponse> call = cascade.RerankAsync("q", TimeBudgetRerankerTests.Candidates(8), Options);
        Assert.That(call.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromMilliseconds(119));
        RerankResponse response = await call;

        Assert.That(response.Results.Select(result => (result.Index, result.RawScore)), Is.EqualTo(Enumerable.Range(0, 8).Reverse().Select(i => (i, (double?)i))));
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.EarlierStage && result.Score == 0));
        Assert.That((response.ScoreKind, response.AbandonedCalls), Is.EqualTo((RerankScoreKind.Unspecified, 1)));
    }

    [Test]
    public async Task AStageThatThereIsNoTimeForIsNotCalled()
    {
        StubReranker second = Keeping(call => StubReranker.Rank(call, StubReranker.DefaultScore));
        var first = new StubReranker(call =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(120));
            return StubReranker.Rank(call, Number);
        })
        {
            Metadata = new("slow") { KeepsTimeBudget = true },
        };
        using CascadeReranker cascade = Build(new(first) { Keep = 5 }, new(second) { Name = "large" });

        RerankResponse response = await cascade.RerankAsync("q", TimeBudgetRerankerTests.Candidates(8), Options);

        Assert.That(second.Calls, Is.Empty);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(Enumerable.Range(0, 8).Reverse()));
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.EarlierStage));
        Assert.That(response.Stages[^1], Is.EqualTo(new RerankStage("cascade", "cut") { CandidatesIn = 5, Reasons = ["large", "no time for 5 of 5"] }));
    }

    [Test]
    public async Task InsideATimeBudgetFinishedStagesAreNotThrownAway()
    {
        CascadeReranker cascade = Build(new(First(1)) { Keep = 5 }, new(new StubReranker(Hang)));
        using var reranker = new TimeBudgetReranker(cascade, new() { Budget = TimeSpan.FromMilliseconds(120) }, _clock);

        Task<RerankResponse> call = reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(8));
        _clock.Advance(TimeSpan.FromMilliseconds(120));

        Assert.That((await call).Results.Select(result => result.Index), Is.EqualTo(Enumerable.Range(0, 8).Reverse()));
    }

    [Test]
    public async Task ACascadeThatWasCutIsNotCachedAsIfItWereWhole()
    {
        bool hangs = true;
        var second = new StubReranker(call => hangs ? Hang(call) : Task.FromResult(StubReranker.Rank(call, StubReranker.DefaultScore)));
        using var cache = new CachingReranker(Build(new(First(1)) { Keep = 5 }, new(second)), timeProvider: _clock);
        Task<RerankResponse> cut = cache.RerankAsync("q", TimeBudgetRerankerTests.Candidates(8), Options);
        _clock.Advance(TimeSpan.FromMilliseconds(120));
        Assert.That((await cut).CountScored(), Is.Zero);

        hangs = false;
        RerankResponse whole = await cache.RerankAsync("q", TimeBudgetRerankerTests.Candidates(8), Options);

        Assert.That((whole.Stages[0].Decision, whole.CountScored()), Is.EqualTo(("miss", 5)));
    }

    private static double Number(string text) => double.Parse(text.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private static StubReranker Keeping(Func<StubCall, RerankResponse> respond) => new(respond) { Metadata = new("own") { KeepsTimeBudget = true } };

    private static Task<RerankResponse> Hang(StubCall call) => new TaskCompletionSource<RerankResponse>().Task;

    // Turns the first stage's order round: the last candidate is its best.
    private StubReranker First(double milliseconds) => new(call =>
    {
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return StubReranker.Rank(call, Number);
    })
    {
        Metadata = new("first") { IsPointwise = false },
    };

    private CascadeReranker Build(CascadeStage first, CascadeStage second) => new([first, second], timeProvider: _clock);
}
