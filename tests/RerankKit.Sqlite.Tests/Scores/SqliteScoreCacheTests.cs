namespace RerankKit.Sqlite.Tests.Scores;

public class SqliteScoreCacheTests
{
    private TemporaryFolder _folder = null!;
    private ManualTime _time = null!;
    private RerankDatabase _database = null!;

    private IBatchedDistributedCache Cache => _database.Scores;

    [SetUp]
    public void SetUp()
    {
        _folder = new();
        _time = new();
        _database = RerankDatabase.Open(_folder.File(), timeProvider: _time);
    }

    [TearDown]
    public void TearDown()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task ValuesAreReadInTheOrderOfTheirKeys()
    {
        await Cache.SetManyAsync([new("a", [1]), new("b", []), new("c\ud800", [3, 4]), new("日本", [5])], new());
        Assert.That(
            await Cache.GetManyAsync(["日本", "unknown", "a", "b", "c\ud800", "c\ufffd", "a"]),
            Is.EqualTo(new byte[]?[] { [5], null, [1], [], [3, 4], null, [1] }));
    }

    [Test]
    public async Task AValueIsReplacedAndOfOneCallTheLastOneStays()
    {
        await Cache.SetAsync("a", [1], new());
        await Cache.SetManyAsync([new("a", [2]), new("a", [3])], new());
        Assert.That(await Cache.GetAsync("a"), Is.EqualTo(new byte[] { 3 }));
        Assert.That((await _database.GetStatisticsAsync()).ScoreCount, Is.EqualTo(1));
    }

    [Test]
    public async Task ValuesExpireWhenTheyWereToldTo()
    {
        await Cache.SetAsync("relative", [1], new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(10) });
        await Cache.SetAsync("absolute", [2], new() { AbsoluteExpiration = _time.GetUtcNow().AddMinutes(20) });
        await Cache.SetAsync("lasting", [3], new() { AbsoluteExpirationRelativeToNow = TimeSpan.MaxValue });
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.That(await Cache.GetManyAsync(["relative", "absolute", "lasting"]), Has.None.Null);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.That(await Cache.GetManyAsync(["relative", "absolute", "lasting"]), Is.EqualTo(new byte[]?[] { null, [2], [3] }));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(await Cache.GetManyAsync(["relative", "absolute", "lasting"]), Is.EqualTo(new byte[]?[] { null, null, [3] }));
        await Cache.SetAsync("another", [4], new());
        Assert.That((await _database.GetStatisticsAsync()).ScoreCount, Is.EqualTo(2), "a write removes what has expired");
    }

    [Test]
    public async Task UsePutsASlidingExpiryOffUpToItsLatest()
    {
        await Cache.SetAsync("a", [1], new() { SlidingExpiration = TimeSpan.FromMinutes(10), AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(25) });
        await Cache.SetAsync("unused", [2], new() { SlidingExpiration = TimeSpan.FromMinutes(10) });
        _time.Advance(TimeSpan.FromMinutes(8));
        Assert.That(await Cache.GetAsync("a"), Is.Not.Null);
        _time.Advance(TimeSpan.FromMinutes(8));
        await Cache.RefreshAsync("a");
        Assert.That(await Cache.GetAsync("unused"), Is.Null);
        _time.Advance(TimeSpan.FromMinutes(8));
        Assert.That(await Cache.GetAsync("a"), Is.Not.Null);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await Cache.GetAsync("a"), Is.Null, "25 minutes are over");
    }

    [Test]
    public async Task BeyondTheBoundTheOldestWritesMakeRoom()
    {
        using var small = RerankDatabase.Open(_folder.File("small.db"), new() { MaxScores = 10 });
        for (int i = 0; i < 25; i++)
        {
            await small.Scores.SetAsync($"{i}", [(byte)i], new());
        }

        IReadOnlyList<byte[]?> values = await small.Scores.GetManyAsync([.. Enumerable.Range(0, 25).Select(i => $"{i}")]);
        Assert.That(values.Take(15), Is.All.Null);
        Assert.That(values.Skip(15), Has.None.Null);
        Assert.That((await small.GetStatisticsAsync()).ScoreCount, Is.EqualTo(10));
        await small.Scores.SetManyAsync([.. Enumerable.Range(100, 30).Select(i => new KeyValuePair<string, byte[]>($"{i}", [1]))], new());
        Assert.That((await small.GetStatisticsAsync()).ScoreCount, Is.EqualTo(10), "one call with more than there is room for");
    }

    [Test]
    public void TheCallsThatAreNotAsynchronousDoTheSame()
    {
        Cache.Set("a", [1], new() { SlidingExpiration = TimeSpan.FromMinutes(10) });
        _time.Advance(TimeSpan.FromMinutes(9));
        Cache.Refresh("a");
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.That(Cache.Get("a"), Is.EqualTo(new byte[] { 1 }));
        Cache.Remove("a");
        Cache.Remove("a");
        Assert.That(Cache.Get("a"), Is.Null);
    }

    [Test]
    public void NullsAreRefused()
    {
        Assert.That(async () => await Cache.GetManyAsync(["a", null!]), Throws.ArgumentException.With.Message.Contains("Key 1"));
        Assert.That(async () => await Cache.SetManyAsync([new("a", [1]), new("b", null!)], new()), Throws.ArgumentException.With.Message.Contains("Entry 1"));
        Assert.That(async () => await Cache.SetAsync(null!, [1], new()), Throws.ArgumentNullException);
        Assert.That(async () => await Cache.SetAsync("a", null!, new()), Throws.ArgumentNullException);
        Assert.That(async () => await Cache.SetAsync("a", [1], null!), Throws.ArgumentNullException);
        Assert.That(async () => await Cache.GetAsync(null!), Throws.ArgumentNullException);
        Assert.That(Cache.Get("a"), Is.Null);
    }

    [Test]
    public void ACancelledCallWritesNothing()
    {
        Assert.That(async () => await Cache.SetAsync("a", [1], new(), new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Cache.GetAsync("a", new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Cache.Get("a"), Is.Null);
    }

    [Test]
    public async Task ScoresOfUseCacheSurviveARestart()
    {
        string[] passages = ["first", "second", "third"];
        var counting = new CountingReranker();
        for (int run = 0; run < 3; run++)
        {
            using var database = RerankDatabase.Open(_folder.File("restarts.db"), timeProvider: _time);
            await using var cache = new CachingReranker(counting, new() { TimeToLive = TimeSpan.FromDays(1), WaitForDistributedWrites = true }, database.Scores, _time);
            RerankResponse response = await cache.RerankAsync("query", [.. passages.Select(text => new RerankCandidate(text))]);
            Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 0, 2 }));
            Assert.That(cache.GetStatistics().DistributedHits, Is.EqualTo(run == 0 ? 0 : 3));
            Assert.That(cache.GetStatistics().DistributedFailures, Is.Zero);
        }

        Assert.That(counting.Calls, Is.EqualTo(1));
        _time.Advance(TimeSpan.FromDays(1));
        using var later = RerankDatabase.Open(_folder.File("restarts.db"), timeProvider: _time);
        await using var stale = new CachingReranker(counting, new() { TimeToLive = TimeSpan.FromDays(1) }, later.Scores, _time);
        await stale.RerankAsync("query", [.. passages.Select(text => new RerankCandidate(text))]);
        Assert.That(counting.Calls, Is.EqualTo(2));
    }

    private sealed class CountingReranker : IReranker
    {
        public int Calls { get; private set; }

        public Task<RerankResponse> RerankAsync(
            string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            RerankResult[] results = [.. candidates.Select((candidate, i) => new RerankResult(i, candidate.Text.Length)).OrderByDescending(result => result.Score)];
            return Task.FromResult(new RerankResponse(results) { ScoreKind = RerankScoreKind.Logit });
        }

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(RerankerMetadata) ? new RerankerMetadata("test") { ScoreKind = RerankScoreKind.Logit } : null;

        public void Dispose()
        {
        }
    }
}
