using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Budgets;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FruitlessCallsTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly CapturedLog _log = new();
    private bool _hangs = true;

    public void Dispose() => _log.Dispose();

    [Test]
    public async Task ABudgetThatScoresNothingIsLoggedOncePerStreakWithWhatOneCandidateTakes()
    {
        using TimeBudgetReranker reranker = Build(new StubReranker(call => _hangs ? Hang() : Task.FromResult(StubReranker.Rank(call, StubReranker.DefaultScore))));
        await Call(reranker, 2);
        Assert.That(_log.Messages, Is.Empty, "twice may be bad luck");

        await Call(reranker, 10);
        Assert.That(_log.Messages.Single(), Does.Match("3 calls in a row scored nothing within 120 ms \\(.*no time for 40 of 40; a call with one takes about [0-9]+ ms\\)"));

        _hangs = false;
        await Call(reranker, 1);
        _hangs = true;
        await Call(reranker, 5);
        Assert.That(_log.Messages, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ARerankerThatKeepsBudgetsItselfIsWatchedTooAndGivesTheReason()
    {
        var inner = new StubReranker(call => FirstStageResponse.Create(call.Candidates, RerankPlacement.OverBudget, null, new("cross-encoder", "not-scored")
        {
            Reasons = ["no time for 40 of 40; a pair takes about 900 ms"],
        }))
        {
            Metadata = new("own") { KeepsTimeBudget = true },
        };
        using TimeBudgetReranker reranker = Build(inner);

        await Call(reranker, 4);

        Assert.That(_log.Messages.Single(), Does.Contain("(no time for 40 of 40; a pair takes about 900 ms)"));
    }

    [Test]
    public async Task WhatAGateOrASpentUsageBudgetLeavesUnscoredIsNotBlamedOnTheTime()
    {
        using TimeBudgetReranker gated = Build(new StubReranker(call =>
            FirstStageResponse.Create(call.Candidates, RerankPlacement.Gated, null, new("score-gap-gate", "gated"))));
        var budget = new UsageBudget(new() { MaxUnits = 0 }, _clock);
        using var spent = new TimeBudgetReranker(new UsageBudgetReranker(new StubReranker(), budget), Options(), _clock, _log);

        await Call(gated, 5);
        await Call(spent, 5);

        Assert.That(_log.Messages, Is.Empty);
    }

    private static Task<RerankResponse> Hang() => new TaskCompletionSource<RerankResponse>().Task;

    private static TimeBudgetOptions Options() => new() { Budget = TimeSpan.FromMilliseconds(120) };

    private async Task Call(TimeBudgetReranker reranker, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Task<RerankResponse> call = reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(40));
            _clock.Advance(TimeSpan.FromMilliseconds(120));
            await call;
        }
    }

    private TimeBudgetReranker Build(StubReranker inner) => new(new ResponseGuardReranker(inner), Options(), _clock, _log);
}
