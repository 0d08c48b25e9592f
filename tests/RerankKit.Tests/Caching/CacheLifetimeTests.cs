using RerankKit.Conformance;

namespace RerankKit.Tests.Caching;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CacheLifetimeTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly StubReranker _inner = new();

    public void Dispose() => _inner.Dispose();

    [Test]
    public async Task AScoreIsServedUntilItsTimeIsOver()
    {
        using CachingReranker reranker = Create(new() { TimeToLive = TimeSpan.FromMinutes(10) });
        await reranker.RerankAsync("q", ["a"]);
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.That(await Decision(reranker), Is.EqualTo("hit"));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.That(await Decision(reranker), Is.EqualTo("miss"), "being served does not make a score younger");
        Assert.That(await Decision(reranker), Is.EqualTo("hit"));
    }

    [Test]
    public async Task AScoreMayLeaveMemoryEarlier()
    {
        using CachingReranker reranker = Create(new() { TimeToLive = TimeSpan.FromMinutes(10), MemoryTimeToLive = TimeSpan.FromMinutes(1) });
        await reranker.RerankAsync("q", ["a"]);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await Decision(reranker), Is.EqualTo("miss"));
    }

    [Test]
    public async Task MemoryTimeCannotExceedTheScoresLife()
    {
        using CachingReranker reranker = Create(new() { TimeToLive = TimeSpan.FromMinutes(1), MemoryTimeToLive = TimeSpan.FromMinutes(10) });
        await reranker.RerankAsync("q", ["a"]);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await Decision(reranker), Is.EqualTo("miss"));
    }

    [Test]
    public async Task LaterChangesOfTheOptionsHaveNoEffect()
    {
        var options = new RerankCacheOptions();
        using CachingReranker reranker = Create(options);
        await reranker.RerankAsync("q", ["a"]);
        options.Scope = "other";
        Assert.That(await Decision(reranker), Is.EqualTo("hit"));
    }

    [Test]
    public async Task ScoresNotAskedForLatelyMakeRoom()
    {
        using CachingReranker reranker = Create(new() { MaxEntries = 3 });
        await reranker.RerankAsync("q", ["a", "b", "c"]);
        await reranker.RerankAsync("q", ["a", "b"]);
        await reranker.RerankAsync("q", ["d"]);

        RerankCacheStatistics statistics = reranker.GetStatistics();
        Assert.That((statistics.Entries, statistics.Evictions), Is.EqualTo((3, 1)));
        Assert.That(await Decision(reranker, "a"), Is.EqualTo("hit"));
        Assert.That(await Decision(reranker, "c"), Is.EqualTo("miss"));
    }

    [Test]
    public async Task AnInvalidatedIdIsScoredAgainAndOthersAreNot()
    {
        using CachingReranker reranker = Create(new());
        RerankCandidate[] candidates = [new("a") { Id = "1" }, new("b") { Id = "2" }, "c"];
        await reranker.RerankAsync("q", candidates);
        await reranker.RerankAsync("another query", candidates);

        await reranker.InvalidateAsync("1");
        RerankResponse response = await reranker.RerankAsync("q", candidates);
        RerankResponse other = await reranker.RerankAsync("another query", candidates);

        Assert.That(_inner.Calls.Skip(2).Select(call => call.Candidates.Single().Id), Is.EqualTo(new[] { "1", "1" }));
        Assert.That((response.Stages[0].Decision, other.Stages[0].Decision), Is.EqualTo(("partial", "partial")));
        Assert.That((await reranker.RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("hit"), "the new score is served");
    }

    [Test]
    public async Task EqualTextsAreServedAgainAfterOneOfThemWasInvalidated([Values(0, 1)] int invalidated)
    {
        using CachingReranker reranker = Create(new());
        RerankCandidate[] candidates = [new("a") { Id = "1" }, new("a") { Id = "2" }, new("b") { Id = "3" }];
        await reranker.RerankAsync("q", candidates);

        await reranker.InvalidateAsync(candidates[invalidated].Id!);
        RerankResponse response = await reranker.RerankAsync("q", candidates);
        Assert.That(_inner.Calls.Last().Candidates.Select(candidate => candidate.Id), Is.EqualTo(new[] { candidates[invalidated].Id }));
        Assert.That(response.Results.Single(result => result.Index == invalidated).Placement, Is.EqualTo(RerankPlacement.Scored));

        for (int i = 0; i < 3; i++)
        {
            Assert.That((await reranker.RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("hit"));
        }

        Assert.That(_inner.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task EqualTextsThatWereBothInvalidatedAreServedAgain()
    {
        using CachingReranker reranker = Create(new());
        RerankCandidate[] candidates = [new("a") { Id = "1" }, new("a") { Id = "2" }];
        await reranker.InvalidateAsync("1");
        _time.Advance(TimeSpan.FromSeconds(1));
        await reranker.InvalidateAsync("2");
        await reranker.RerankAsync("q", candidates);
        Assert.That((await reranker.RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("hit"));
    }

    [Test]
    public async Task AnIdCanBeInvalidatedAgainAndAgainWithinOneTick()
    {
        using CachingReranker reranker = Create(new());
        RerankCandidate[] candidates = [new("a") { Id = "1" }];
        for (int i = 0; i < 3; i++)
        {
            await reranker.RerankAsync("q", candidates);
            await reranker.InvalidateAsync("1");
        }

        await reranker.RerankAsync("q", candidates);
        Assert.That(_inner.Calls, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task InvalidationHoldsInItsScopeOnly()
    {
        using CachingReranker reranker = Create(new() { Scope = "app" });
        RerankCandidate[] candidates = [new("a") { Id = "1" }];
        string?[] scopes = [null, "x", "y"];
        foreach (string? scope in scopes)
        {
            await reranker.RerankAsync("q", candidates, new() { Scope = scope });
        }

        await reranker.InvalidateAsync("1", "x");
        List<string> decisions = [];
        foreach (string? scope in scopes)
        {
            decisions.Add((await reranker.RerankAsync("q", candidates, new() { Scope = scope })).Stages[0].Decision);
        }

        Assert.That(decisions, Is.EqualTo(new[] { "hit", "miss", "hit" }));
    }

    [Test]
    public async Task AScoreUnderWayDuringAnInvalidationIsNotServedAfterIt()
    {
        var release = new TaskCompletionSource();
        var inner = new StubReranker(async call =>
        {
            await release.Task;
            return StubReranker.Rank(call, text => text.Length);
        });
        using var reranker = new CachingReranker(inner, null, null, _time);
        RerankCandidate[] candidates = [new("a") { Id = "1" }];
        Task<RerankResponse> before = reranker.RerankAsync("q", candidates);
        await reranker.InvalidateAsync("1");
        Task<RerankResponse> after = reranker.RerankAsync("q", candidates);
        release.SetResult();
        await Task.WhenAll(before, after);

        Assert.That(inner.Calls, Has.Count.EqualTo(2), "a call after the invalidation does not share a score from before it");
        Assert.That((await reranker.RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("hit"));
        Assert.That(inner.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task InvalidatingMoreIdsThanThereIsRoomForForgetsAll()
    {
        using CachingReranker reranker = Create(new() { MaxEntries = 5 });
        RerankCandidate[] candidates = [new("a") { Id = "0" }, "z"];
        await reranker.RerankAsync("q", candidates);
        for (int i = 0; i < 6; i++)
        {
            await reranker.InvalidateAsync($"{i}");
        }

        Assert.That(reranker.GetStatistics().Entries, Is.Zero);
        Assert.That((await reranker.RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("miss"));
        Assert.That((await reranker.RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("hit"));
    }

    [Test]
    public async Task ClearedMemoryTakesNothingThatWasUnderWay()
    {
        var release = new TaskCompletionSource();
        var inner = new StubReranker(async call =>
        {
            await release.Task;
            return StubReranker.Rank(call, text => text.Length);
        });
        using var reranker = new CachingReranker(inner);
        Task<RerankResponse> underWay = reranker.RerankAsync("q", ["a"]);
        reranker.ClearMemory();
        release.SetResult();
        await underWay;
        Assert.That(reranker.GetStatistics().Entries, Is.Zero);
        await reranker.RerankAsync("q", ["a"]);
        Assert.That(reranker.GetStatistics().Entries, Is.EqualTo(1));
    }

    [Test]
    public void AnIdIsNeededToInvalidate([Values(null, "")] string? id)
    {
        using CachingReranker reranker = Create(new());
        Assert.That(async () => await reranker.InvalidateAsync(id!), Throws.InstanceOf<ArgumentException>());
    }

    private CachingReranker Create(RerankCacheOptions options) => new(_inner, options, null, _time);

    private static async Task<string> Decision(CachingReranker reranker, string text = "a") => (await reranker.RerankAsync("q", [text])).Stages[0].Decision;
}
