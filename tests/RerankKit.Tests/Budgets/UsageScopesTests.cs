using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Budgets;

public class UsageScopesTests
{
    private static readonly RerankCandidate[] Candidates = [new("a"), new("b")];

    [Test]
    public void AskingForAScopesStateOpensNoAccount()
    {
        var budget = new UsageBudget(new() { MaxUnits = 1 });
        for (int i = 0; i < 1_000; i++)
        {
            Assert.That(budget.GetState($"tenant {i}").RemainingUnits, Is.EqualTo(1));
        }

        Assert.That(budget.AccountCount, Is.Zero);
    }

    [Test]
    public async Task AScopeThatUsedNothingKeepsNoAccount()
    {
        var budget = new UsageBudget(new() { MaxUnits = 1 });
        using var reranker = new UsageBudgetReranker(
            new StubReranker(call => FirstStageResponse.Create(call.Candidates, RerankPlacement.Gated, null, new("gate", "gated"))), budget);
        for (int i = 0; i < 100; i++)
        {
            await reranker.RerankAsync("q", Candidates, new() { Scope = $"tenant {i}" });
        }

        Assert.That(budget.AccountCount, Is.Zero);
    }

    [Test]
    public async Task WithTheNextPeriodAllAccountsAreGone()
    {
        var clock = new ManualTimeProvider();
        var budget = new UsageBudget(new() { MaxUnits = 1 }, clock);
        using var reranker = new UsageBudgetReranker(new StubReranker(), budget);
        await reranker.RerankAsync("q", Candidates, new() { Scope = "red" });
        Assert.That(budget.AccountCount, Is.EqualTo(1));

        clock.Advance(TimeSpan.FromDays(1));
        budget.GetState();

        Assert.That(budget.AccountCount, Is.Zero);
    }

    [Test]
    public async Task ScopesBeyondTheMostShareOneAccountSoThatNoneGetsMoreThanItsLimit()
    {
        var inner = new StubReranker();
        var budget = new UsageBudget(new() { MaxUnits = 2, MaxScopes = 3, Period = TimeSpan.MaxValue });
        using var reranker = new UsageBudgetReranker(inner, budget);
        foreach (string scope in (string[])["a", "b", "c", "d", "e", "f", "a", "d"])
        {
            await reranker.RerankAsync("q", Candidates, new() { Scope = scope });
        }

        Assert.That(inner.Calls.Select(call => call.Options?.Scope), Is.EqualTo(new[] { "a", "b", "c", "d", "e", "a" }));
        Assert.That(budget.AccountCount, Is.EqualTo(3));
        Assert.That((budget.GetState("b").RemainingUnits, budget.GetState("z").RemainingUnits), Is.EqualTo((1L, 0L)));
        Assert.That(() => new UsageBudgetOptions { MaxScopes = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
