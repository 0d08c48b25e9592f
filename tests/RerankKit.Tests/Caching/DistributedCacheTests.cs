using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RerankKit.Conformance;

namespace RerankKit.Tests.Caching;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DistributedCacheTests : IDisposable
{
    private static readonly RerankCandidate[] Candidates = [new("a") { Id = "1" }, new("bb") { Id = "2" }, new("ccc"), new("a")];
    private readonly ManualTimeProvider _time = new();
    private readonly FakeBatchedDistributedCache _batched = new();
    private readonly StubReranker _inner = new(text => text.Length);
    private readonly RerankCacheOptions _options = new() { WaitForDistributedWrites = true };
    private readonly CapturedLog _log = new();

    public void Dispose()
    {
        _inner.Dispose();
        _log.Dispose();
    }

    [Test]
    public async Task AnotherProcessFindsTheScoresInOneRoundTrip()
    {
        await Create(_batched).RerankAsync("q", Candidates);
        Assert.That(_batched.Operations, Is.EqualTo(new[] { "get 5", "set 3" }), "3 texts, 2 ids; then 3 scores");
        RerankResponse response = await Create(_batched).RerankAsync("q", Candidates);

        Assert.That(_inner.Calls, Has.Count.EqualTo(1));
        Assert.That(_batched.Operations, Is.EqualTo(new[] { "get 5", "set 3", "get 5" }));
        Assert.That(response.Results.Select(result => (result.Index, result.Score, result.Placement)), Is.EqualTo(new[]
        {
            (2, 3.0, RerankPlacement.Cached), (1, 2.0, RerankPlacement.Cached), (0, 1.0, RerankPlacement.Cached), (3, 1.0, RerankPlacement.Cached),
        }));
        Assert.That((response.Stages[0].Decision, response.Stages[0].Reason), Is.EqualTo(("hit", "4 of 4 hits, 3 from the distributed store")));
        Assert.That(_batched.Written.Select(written => written.AbsoluteExpirationRelativeToNow), Is.All.EqualTo(_options.TimeToLive));
    }

    [Test]
    public async Task WhatWasFoundThereIsInMemoryAfterwards()
    {
        await Create(_batched).RerankAsync("q", Candidates);
        CachingReranker other = Create(_batched);
        await other.RerankAsync("q", Candidates);
        RerankResponse response = await other.RerankAsync("q", Candidates);
        Assert.That(_batched.Operations, Has.Count.EqualTo(3));
        Assert.That(response.Stages[0].Reason, Is.Null);
        Assert.That(other.GetStatistics(), Is.EqualTo(new RerankCacheStatistics { Hits = 8, DistributedHits = 3, Entries = 3 }));
    }

    [Test]
    public async Task AScoreKeepsItsAgeOnTheWayThroughTheDistributedCache()
    {
        await Create(_batched).RerankAsync("q", Candidates);
        CachingReranker other = Create(_batched);
        _time.Advance(_options.TimeToLive - TimeSpan.FromMinutes(1));
        Assert.That((await other.RerankAsync("q", Candidates)).Stages[0].Decision, Is.EqualTo("hit"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await other.RerankAsync("q", Candidates)).Stages[0].Decision, Is.EqualTo("miss"));
    }

    [Test]
    public async Task OnlyWhatIsNowhereGoesInward()
    {
        await Create(_batched).RerankAsync("q", ["a"]);
        CachingReranker reranker = Create(_batched);
        await reranker.RerankAsync("q", ["bb"]);
        RerankResponse response = await reranker.RerankAsync("q", ["a", "bb", "ccc"]);
        Assert.That(_inner.Calls.Last().Candidates.Single().Text, Is.EqualTo("ccc"));
        Assert.That((response.Stages[0].Decision, response.Stages[0].Reason), Is.EqualTo(("partial", "2 of 3 hits, 1 from the distributed store")));
        Assert.That(_batched.Operations.Last(), Is.EqualTo("set 1"), "only the new score is written");
    }

    [Test]
    public async Task IdenticalCallsAtTheSameTimeShareTheRoundTrip()
    {
        await Create(_batched).RerankAsync("q", Candidates);
        _batched.Operations.Clear();
        var release = new TaskCompletionSource();
        _batched.Before = (_, _) => release.Task;
        CachingReranker reranker = Create(_batched);
        Task<RerankResponse>[] calls = [.. Enumerable.Range(0, 5).Select(_ => reranker.RerankAsync("q", Candidates))];
        release.SetResult();
        await Task.WhenAll(calls);
        Assert.That(_batched.Operations, Is.EqualTo(new[] { "get 5" }));
        Assert.That(_inner.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task APlainCacheIsAskedConcurrentlyWithinItsBound()
    {
        var plain = new FakeDistributedCache();
        var options = new RerankCacheOptions { WaitForDistributedWrites = true, DistributedConcurrency = 4 };
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => $"text {i}")];
        plain.Before = async (_, _) => await Task.Yield();
        using (var first = new CachingReranker(_inner, options, plain, _time))
        {
            await first.RerankAsync("q", texts);
        }

        using var second = new CachingReranker(_inner, options, plain, _time);
        RerankResponse response = await second.RerankAsync("q", texts);
        Assert.That(response.Stages[0].Decision, Is.EqualTo("hit"));
        Assert.That(plain.Operations.Count(operation => operation == "get"), Is.EqualTo(80));
        Assert.That(plain.Operations.Count(operation => operation == "set"), Is.EqualTo(40));
        Assert.That(plain.MostAtOnce, Is.InRange(1, 4));
    }

    [Test]
    public async Task TheAnswerDoesNotWaitForTheWrites()
    {
        var release = new TaskCompletionSource();
        _batched.Before = (operation, _) => operation.StartsWith("set", StringComparison.Ordinal) ? release.Task : Task.CompletedTask;
        _options.WaitForDistributedWrites = false;
        CachingReranker reranker = Create(_batched);

        await reranker.RerankAsync("q", Candidates);
        Task flushed = reranker.FlushAsync();
        Assert.That(flushed.IsCompleted, Is.False);
        Assert.That(_batched.Values, Is.Empty);
        release.SetResult();
        await flushed;
        Assert.That(_batched.Values, Has.Count.EqualTo(3));
        Assert.That(reranker.FlushAsync().IsCompleted, Is.True);
    }

    [Test]
    public async Task DisposingAsynchronouslyWaitsForTheWrites()
    {
        var release = new TaskCompletionSource();
        _batched.Before = (operation, _) => operation.StartsWith("set", StringComparison.Ordinal) ? release.Task : Task.CompletedTask;
        _options.WaitForDistributedWrites = false;
        CachingReranker reranker = Create(_batched);
        await reranker.RerankAsync("q", Candidates);
        ValueTask disposed = reranker.DisposeAsync();
        Assert.That((disposed.IsCompleted, _inner.DisposeCount), Is.EqualTo((false, 0)));
        release.SetResult();
        await disposed;
        Assert.That((_batched.Values.Count, _inner.DisposeCount), Is.EqualTo((3, 1)));
    }

    [Test]
    public async Task DisposingStopsTheWrites()
    {
        var cancelled = new TaskCompletionSource();
        _batched.Before = async (operation, token) =>
        {
            if (operation.StartsWith("set", StringComparison.Ordinal))
            {
                token.Register(cancelled.SetResult);
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            }
        };
        _options.WaitForDistributedWrites = false;
        CachingReranker reranker = Create(_batched);
        await reranker.RerankAsync("q", Candidates);
        reranker.Dispose();
        await cancelled.Task;
        await reranker.FlushAsync();
        Assert.That(_log.Messages, Is.Empty, "that is no failure");
        await reranker.RerankAsync("another", Candidates);
        Assert.That(_inner.Calls, Has.Count.EqualTo(2), "a call that was under way still gets its answer");
    }

    [Test]
    public async Task AFailingCacheCountsAsAMissAndIsLeftAloneForAWhile()
    {
        _batched.Before = (_, _) => throw new IOException("connection refused");
        CachingReranker reranker = Create(_batched);
        RerankResponse response = await reranker.RerankAsync("q", Candidates);

        Assert.That(response.Results, Has.Count.EqualTo(4));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("miss"));
        Assert.That(reranker.GetStatistics().DistributedFailures, Is.EqualTo(1));
        Assert.That(_log.Messages.Single(), Is.EqualTo("The distributed score cache could not be read; 5 keys count as misses. (connection refused)"));
        Assert.That(_batched.Operations, Has.Count.EqualTo(1), "no write follows");

        _batched.Before = (_, _) => Task.CompletedTask;
        await reranker.RerankAsync("another", Candidates);
        Assert.That(_batched.Operations, Has.Count.EqualTo(1));
        _time.Advance(_options.DistributedPause);
        await reranker.RerankAsync("a third", Candidates);
        Assert.That(_batched.Operations, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task AFailingWriteFailsNobody()
    {
        _batched.Before = (operation, _) => operation.StartsWith("set", StringComparison.Ordinal) ? throw new IOException("read only") : Task.CompletedTask;
        CachingReranker reranker = Create(_batched);
        RerankResponse response = await reranker.RerankAsync("q", Candidates);
        Assert.That(response.Stages[0].Decision, Is.EqualTo("miss"));
        Assert.That((await reranker.RerankAsync("q", Candidates)).Stages[0].Decision, Is.EqualTo("hit"), "memory has the scores");
        Assert.That(_log.Messages.Single(), Is.EqualTo("The distributed score cache could not be written; 3 scores are in this process's memory only. (read only)"));
    }

    [Test]
    public async Task AHangingCacheIsLeftBehindAfterTheTimeout([Values] bool honoursItsToken)
    {
        _batched.Before = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, _time, honoursItsToken ? token : default);
        CachingReranker reranker = Create(_batched);
        Task<RerankResponse> call = reranker.RerankAsync("q", Candidates);
        Assert.That(call.IsCompleted, Is.False);
        _time.Advance(_options.DistributedTimeout);
        RerankResponse response = await call;
        Assert.That(response.Stages[0].Decision, Is.EqualTo("miss"));
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.IsScored));
        Assert.That(_log.Messages.Single(), Does.Contain("did not answer within 200 ms"));
    }

    [Test]
    public void ACallerCanLeaveWhileTheCacheHangs()
    {
        _batched.Before = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
        CachingReranker reranker = Create(_batched);
        using var source = new CancellationTokenSource();
        Task<RerankResponse> call = reranker.RerankAsync("q", Candidates, null, source.Token);
        source.Cancel();
        Assert.That(Assert.CatchAsync<OperationCanceledException>(() => call)!.CancellationToken, Is.EqualTo(source.Token));
        Assert.That(_inner.Calls, Is.Empty);
        Assert.That(_log.Messages, Is.Empty, "that is no failure of the cache");
    }

    [Test]
    public async Task ACorruptValueIsAMissAndIsReplaced()
    {
        await Create(_batched).RerankAsync("q", ["a", "bb"]);
        string key = _batched.Values.Keys.First();
        _batched.Values[key] = [1, 2, 3];
        CachingReranker reranker = Create(_batched);
        RerankResponse response = await reranker.RerankAsync("q", ["a", "bb"]);

        Assert.That(response.Stages[0].Decision, Is.EqualTo("partial"));
        Assert.That(reranker.GetStatistics().CorruptValues, Is.EqualTo(1));
        Assert.That(_log.Messages.Single(), Does.Contain("1 values that are no scores"));
        Assert.That((await Create(_batched).RerankAsync("q", ["a", "bb"])).Stages[0].Decision, Is.EqualTo("hit"));
    }

    [Test]
    public async Task ACorruptGenerationIsTrustedForNothing()
    {
        CachingReranker first = Create(_batched);
        RerankCandidate[] candidates = [new("a") { Id = "1" }];
        await first.RerankAsync("q", candidates);
        await first.InvalidateAsync("1");
        string generation = _batched.Values.Keys.Single(key => key.Contains(":id:", StringComparison.Ordinal));
        _batched.Values[generation] = [0];
        RerankResponse response = await Create(_batched).RerankAsync("q", candidates);
        Assert.That(response.Stages[0].Decision, Is.EqualTo("miss"));
    }

    [Test]
    public async Task AnAnswerOfTheWrongLengthIsAFailure()
    {
        _batched.Answer = values => [.. values.Skip(1)];
        CachingReranker reranker = Create(_batched);
        await reranker.RerankAsync("q", Candidates);
        Assert.That(reranker.GetStatistics().DistributedFailures, Is.EqualTo(1));
        Assert.That(_log.Messages.First(), Does.Contain("returned 4 values for 5 keys"));
    }

    [Test]
    public async Task AnInvalidationHoldsInProcessesThatDidNotHaveTheScore([Values] bool batched)
    {
        FakeDistributedCache cache = batched ? _batched : new();
        RerankCandidate[] candidates = [new("a") { Id = "1" }, new("bb") { Id = "2" }];
        CachingReranker one = Create(cache);
        await one.RerankAsync("q", candidates);
        await Create(cache).InvalidateAsync("1");

        CachingReranker third = Create(cache);
        RerankResponse response = await third.RerankAsync("q", candidates);
        Assert.That(_inner.Calls.Last().Candidates.Select(candidate => candidate.Id), Is.EqualTo(new[] { "1" }));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("partial"));
        Assert.That((await Create(cache).RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("hit"), "the new score is shared");
    }

    [Test]
    public async Task EqualTextsAreSharedAgainAfterOneOfThemWasInvalidated([Values] bool batched, [Values(0, 1)] int invalidated)
    {
        FakeDistributedCache cache = batched ? _batched : new();
        RerankCandidate[] candidates = [new("a") { Id = "1" }, new("a") { Id = "2" }];
        await Create(cache).RerankAsync("q", candidates);
        await Create(cache).InvalidateAsync(candidates[invalidated].Id!);
        await Create(cache).RerankAsync("q", candidates);
        Assert.That(_inner.Calls, Has.Count.EqualTo(2), "the invalidated one is scored once more");

        await Create(cache).RerankAsync("q", candidates);
        Assert.That(_inner.Calls, Has.Count.EqualTo(2), "and then found by every process");
    }

    [Test]
    public async Task AnotherProcesssMemoryLearnsOfAnInvalidationWhenItsTimeIsOver()
    {
        _options.MemoryTimeToLive = TimeSpan.FromSeconds(30);
        RerankCandidate[] candidates = [new("a") { Id = "1" }];
        CachingReranker one = Create(_batched);
        await one.RerankAsync("q", candidates);
        await Create(_batched).InvalidateAsync("1");
        Assert.That((await one.RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("hit"), "documented: its memory does not know yet");
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.That((await one.RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("miss"));
    }

    [Test]
    public async Task AGenerationLearnedInPassingInvalidatesMemoryToo()
    {
        CachingReranker one = Create(_batched);
        RerankCandidate[] candidates = [new("a") { Id = "1" }];
        await one.RerankAsync("q", candidates);
        await Create(_batched).InvalidateAsync("1");
        await one.RerankAsync("another query", candidates);
        Assert.That((await one.RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("miss"));
    }

    [Test]
    public async Task TheLaterOfTwoProcesssInvalidationsStands()
    {
        // The other process's clock is ahead.
        var ahead = new ManualTimeProvider { Start = _time.GetUtcNow() + TimeSpan.FromMinutes(5) };
        RerankCandidate[] candidates = [new("a") { Id = "1" }];
        using var other = new CachingReranker(_inner, _options, _batched, ahead);
        await other.InvalidateAsync("1");
        CachingReranker one = Create(_batched);
        await one.RerankAsync("q", candidates);
        await one.InvalidateAsync("1");
        Assert.That((await one.RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("miss"));
        Assert.That((await Create(_batched).RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("hit"));
    }

    [Test]
    public async Task AnInvalidationThatCannotBeSharedSaysSoAndHoldsHere()
    {
        CachingReranker reranker = Create(_batched);
        RerankCandidate[] candidates = [new("a") { Id = "1" }];
        await reranker.RerankAsync("q", candidates);
        _batched.Before = (operation, _) => operation is "set" ? throw new IOException("read only") : Task.CompletedTask;
        Assert.That(async () => await reranker.InvalidateAsync("1"), Throws.InstanceOf<IOException>());
        Assert.That((await reranker.RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("miss"));
    }

    [Test]
    public async Task TenantsAndPrefixesAreKeptApart()
    {
        await Create(_batched).RerankAsync("q", Candidates, new() { Scope = "a" });
        Assert.That((await Create(_batched).RerankAsync("q", Candidates, new() { Scope = "b" })).Stages[0].Decision, Is.EqualTo("miss"));
        _options.DistributedKeyPrefix = "other:";
        Assert.That((await Create(_batched).RerankAsync("q", Candidates, new() { Scope = "a" })).Stages[0].Decision, Is.EqualTo("miss"));
        Assert.That(_batched.Values.Keys, Has.All.Match("^(rerankkit|other):[0-9a-f]{16}:[0-9a-f]{32}$"));
    }

    [Test]
    public async Task ListsAreServedFromTheDistributedCacheWholeOrNotAtAll()
    {
        var inner = new StubReranker(text => text.Length) { Metadata = new("list") { IsPointwise = false } };
        CachingReranker Process() => new(inner, _options, _batched, _time);
        await Process().RerankAsync("q", Candidates);
        RerankResponse whole = await Process().RerankAsync("q", Candidates);
        Assert.That((whole.Stages[0].Decision, whole.Stages[0].Reason), Is.EqualTo(("hit", "4 of 4 hits, 4 from the distributed store")));
        Assert.That(whole.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0, 3 }));
        _batched.Values.TryRemove(_batched.Values.Keys.First(), out _);
        RerankResponse part = await Process().RerankAsync("q", Candidates);
        Assert.That((part.Stages[0].Decision, inner.Calls.Last().Candidates.Count), Is.EqualTo(("miss", 4)));
    }

    [Test]
    public async Task UseCacheTakesTheApplicationsCacheUnlessToldNotTo()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<IDistributedCache>(_batched)
            .AddSingleton<ILoggerFactory>(_log)
            .AddSingleton<TimeProvider>(_time)
            .BuildServiceProvider();
        using IReranker without = new StubReranker().AsBuilder().UseCache(options => options.UseDistributedCache = false).Build(services);
        await without.RerankAsync("q", Candidates);
        Assert.That(_batched.Operations, Is.Empty);
        using IReranker with = new StubReranker().AsBuilder().UseCache().Build(services);
        await with.RerankAsync("q", Candidates);
        await with.GetService<IRerankCache>()!.FlushAsync();
        Assert.That(_batched.Operations, Is.EqualTo(new[] { "get 5", "set 3" }));
    }

    private CachingReranker Create(FakeDistributedCache cache) => new(_inner, _options, cache, _time, _log);
}
