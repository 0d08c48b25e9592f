using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Caching;

/// <summary>A distributed cache that is slow, hangs or is gone, under time budgets.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CacheBudgetTests : IDisposable
{
    private static readonly RerankCandidate[] Candidates = [new("a") { Id = "1" }, new("bb") { Id = "2" }, new("ccc")];
    private readonly ManualTimeProvider _clock = new();
    private readonly FakeBatchedDistributedCache _store = new();
    private readonly StubReranker _inner = new(text => text.Length);
    private readonly CapturedLog _log = new();
    private readonly RerankCacheOptions _options = new();
    private int _queries;

    public void Dispose()
    {
        _inner.Dispose();
        _log.Dispose();
    }

    [Test]
    public async Task ACacheThatStaysAwayIsAskedByOneCallAtATimeAndEverMoreRarely()
    {
        _store.Before = (_, _) => throw new IOException("connection refused");
        using CachingReranker cache = Create();
        var asked = new List<int>();
        for (int second = 0; second < 70; second++)
        {
            for (int i = 0; i < 5; i++)
            {
                await CallAsync(cache);
            }

            asked.Add(_store.Operations.Count);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        int[] secondsOfAsking = [.. asked.Select((count, second) => (count, second)).Where(x => x.second == 0 || asked[x.second - 1] < x.count).Select(x => x.second)];
        Assert.That(secondsOfAsking, Is.EqualTo(new[] { 0, 1, 3, 7, 15, 31, 61 }), "pauses of 1, 2, 4, 8, 16 and 30 seconds");
        Assert.That(asked[^1], Is.EqualTo(7));
    }

    [Test]
    public async Task ACacheThatIsBackIsUsedAgainAtOnceAndItsNextFailureBeginsWithAShortPause()
    {
        bool fails = true;
        _store.Before = (_, _) => fails ? throw new IOException() : Task.CompletedTask;
        using CachingReranker cache = Create();
        for (int second = 0; second < 8; second++)
        {
            await CallAsync(cache);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        _clock.Advance(TimeSpan.FromSeconds(8));
        fails = false;
        await CallAsync(cache);
        int before = _store.Operations.Count;
        await CallAsync(cache);
        Assert.That(_store.Operations.Count, Is.GreaterThan(before));

        fails = true;
        await CallAsync(cache);
        _clock.Advance(TimeSpan.FromSeconds(1));
        before = _store.Operations.Count;
        await CallAsync(cache);
        Assert.That(_store.Operations, Has.Count.EqualTo(before + 1));
    }

    [Test]
    public async Task WhileOneCallFindsOutWhetherTheCacheIsBackTheOthersDoNotWait()
    {
        _store.Before = (_, _) => throw new IOException();
        using CachingReranker cache = Create();
        await CallAsync(cache);
        _store.Before = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, _clock, token);
        _clock.Advance(_options.DistributedPause);

        Task<RerankResponse> probe = CallAsync(cache);
        RerankResponse other = await CallAsync(cache);

        Assert.That(probe.IsCompleted, Is.False);
        Assert.That(other.Stages[0].Reasons, Does.Contain("the distributed store is left alone after a failure"));
        _clock.Advance(_options.DistributedTimeout);
        Assert.That((await probe).Stages[0].Reasons, Does.Contain("the distributed store did not answer within 200 ms"));
    }

    [Test]
    public async Task ATightBudgetDoesNotTakeTheCacheAwayFromCallsThatHaveTimeForIt()
    {
        using var begun = new SemaphoreSlim(0);
        _store.Before = (operation, token) =>
        {
            Task delay = operation.StartsWith("get", StringComparison.Ordinal) ? Task.Delay(TimeSpan.FromMilliseconds(30), _clock, token) : Task.CompletedTask;
            begun.Release();
            return delay;
        };
        using CachingReranker cache = Create();
        Task<RerankResponse> tight = CallAsync(cache, budget: 20);
        await begun.WaitAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        await tight;
        RerankResponse alsoTight = await CallAsync(cache, budget: 20);

        Task<RerankResponse> roomy = CallAsync(cache);
        await begun.WaitAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(30));

        Assert.That((await roomy).Stages[0].Reasons, Is.Empty);
        Assert.That(alsoTight.Stages[0].Reasons, Is.EqualTo(new[] { "the distributed store is left alone after a failure" }));
    }

    [Test]
    public async Task ACallThatLeavesWhileItFindsOutLetsTheNextOneTry()
    {
        _store.Before = (_, _) => throw new IOException();
        using CachingReranker cache = Create();
        await CallAsync(cache);
        _store.Before = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, _clock, token);
        _clock.Advance(_options.DistributedPause);
        using var source = new CancellationTokenSource();
        Task<RerankResponse> probe = CallAsync(cache, cancellationToken: source.Token);
        await source.CancelAsync();
        Assert.That(async () => await probe, Throws.InstanceOf<OperationCanceledException>());

        _store.Before = (_, _) => Task.CompletedTask;
        int before = _store.Operations.Count;
        await WaitUntilAskedAsync(cache, before);
        Assert.That(_store.Operations.Count, Is.GreaterThan(before));
    }

    [Test]
    public async Task WhereReadingTookTheWholeTimeTheHitsStandAndNobodyIsCalledForNothing()
    {
        var clock = new SleepyClock();
        using var cache = new CachingReranker(_inner, _options, _store, clock);
        await cache.RerankAsync("q", Candidates[..2]);
        await cache.FlushAsync();
        _store.Before = (_, _) =>
        {
            clock.Elapsed += TimeSpan.FromMilliseconds(20);
            return Task.CompletedTask;
        };
        _inner.Calls.Clear();

        RerankResponse response = await cache.RerankAsync("q", Candidates, new() { TimeBudget = TimeSpan.FromMilliseconds(20) });

        Assert.That(_inner.Calls, Is.Empty);
        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
        {
            (1, RerankPlacement.Cached), (0, RerankPlacement.Cached), (2, RerankPlacement.OverBudget),
        }));
        Assert.That(response.Stages.Select(stage => (stage.Name, stage.Decision)), Is.EqualTo(new[] { ("cache", "partial"), ("time-budget", "spent") }));
    }

    [Test]
    public async Task ACallWaitsForItsWritesUntilItsTimeIsOver()
    {
        var release = new TaskCompletionSource();
        _options.WaitForDistributedWrites = true;
        _store.Before = (operation, _) => operation.StartsWith("set", StringComparison.Ordinal) ? release.Task : Task.CompletedTask;
        using CachingReranker cache = Create();

        Task<RerankResponse> call = CallAsync(cache, budget: 50);
        while (_clock.PendingTimers < 2)
        {
            await Task.Yield(); // the write's own timeout, and the end of waiting for it
        }

        _clock.Advance(TimeSpan.FromMilliseconds(50));

        Assert.That((await call).CountScored(), Is.EqualTo(3));
        Assert.That(_store.Values, Is.Empty);
        release.SetResult();
        await cache.FlushAsync();
        Assert.That(_store.Values, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task AScoreOfAPartOfADocumentIsNotStored()
    {
        bool isCut = true;
        var inner = new StubReranker(call =>
        {
            RerankResponse response = StubReranker.Rank(call, text => text.Length);
            return new(response, [.. response.Results.Select(result => result with { IsPartial = isCut && call.Candidates[result.Index].Text == "ccc" })]);
        });
        using var cache = new CachingReranker(inner, _options, null, _clock);
        await cache.RerankAsync("q", Candidates);
        isCut = false;

        RerankResponse second = await cache.RerankAsync("q", Candidates);

        Assert.That(inner.Calls.Last().Candidates.Select(candidate => candidate.Text), Is.EqualTo(new[] { "ccc" }));
        Assert.That(second.Results, Has.All.Matches<RerankResult>(result => !result.IsPartial));
    }

    // Another query every time, so that nothing is in memory.
    private Task<RerankResponse> CallAsync(CachingReranker cache, double? budget = null, CancellationToken cancellationToken = default) => cache.RerankAsync(
        $"query {++_queries}", Candidates, budget is double ms ? new() { TimeBudget = TimeSpan.FromMilliseconds(ms) } : null, cancellationToken);

    // The call that left tells so on its own thread.
    private async Task WaitUntilAskedAsync(CachingReranker cache, int before)
    {
        for (int i = 0; i < 10_000 && _store.Operations.Count == before; i++)
        {
            await CallAsync(cache);
            await Task.Yield();
        }
    }

    private CachingReranker Create() => new(_inner, _options, _store, _clock, _log);

    /// <summary>A clock whose timers are late, as in a process that is not given the processor for a while.</summary>
    private sealed class SleepyClock : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
