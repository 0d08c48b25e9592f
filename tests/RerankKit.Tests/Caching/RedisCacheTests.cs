using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Caching;

/// <summary>The cache before a real redis-server; ignored where none is installed.</summary>
public sealed class RedisCacheTests : IDisposable
{
    private static readonly RerankCandidate[] Candidates = [.. Enumerable.Range(0, 100).Select(i => new RerankCandidate($"passage number {i}") { Id = $"{i}" })];

    // A slow machine shall not turn a round trip into a timeout here.
    private readonly RerankCacheOptions _options = new() { WaitForDistributedWrites = true, DistributedTimeout = TimeSpan.FromMinutes(1) };
    private readonly StubReranker _inner = new();
    private RedisServer? _server;
    private RedisCache? _redis;

    [OneTimeSetUp]
    public void Start() => _server = RedisServer.Start();

    [SetUp]
    public async Task Connect()
    {
        _redis = new(_server!.Port);
        await _redis.CommandAsync("FLUSHALL");
        await _redis.CommandAsync("CONFIG", "RESETSTAT");
        _inner.Calls.Clear();
    }

    [TearDown]
    public void Disconnect() => _redis?.Dispose();

    public void Dispose()
    {
        _redis?.Dispose();
        _server?.Dispose();
        _inner.Dispose();
    }

    [Test]
    public async Task AnotherProcessFindsAHundredScoresInOneRoundTrip()
    {
        RerankResponse first = await Process().RerankAsync("q", Candidates);
        Assert.That(await _redis!.CallsOf("mget"), Is.EqualTo(1));
        Assert.That(await _redis.CallsOf("set"), Is.EqualTo(100));
        int before = _redis.RoundTrips;

        RerankResponse second = await Process().RerankAsync("q", Candidates);

        Assert.That(_redis.RoundTrips - before, Is.EqualTo(1));
        Assert.That(await _redis.CallsOf("mget"), Is.EqualTo(2));
        Assert.That(await _redis.CallsOf("get"), Is.Zero);
        Assert.That(_inner.Calls, Has.Count.EqualTo(1));
        Assert.That(second.Stages[0].Reason, Is.EqualTo("100 of 100 hits, 100 from the distributed store"));
        Assert.That(second.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(first.Results.Select(result => (result.Index, result.Score))));
    }

    [Test]
    public async Task EveryKeyExpires()
    {
        CachingReranker process = Process();
        await process.RerankAsync("q", Candidates);
        await process.InvalidateAsync("7");
        object?[] keys = (object?[])(await _redis!.CommandAsync("KEYS", "rerankkit:*"))!;
        Assert.That(keys, Has.Length.EqualTo(101));
        foreach (object? key in keys)
        {
            string name = System.Text.Encoding.ASCII.GetString((byte[])key!);
            long milliseconds = (long)(await _redis.CommandAsync("PTTL", name))!;
            TimeSpan most = name.Contains(":id:", StringComparison.Ordinal) ? 2 * _options.TimeToLive : _options.TimeToLive;
            Assert.That(milliseconds, Is.InRange(1, (long)most.TotalMilliseconds), name);
        }
    }

    [Test]
    public async Task AnInvalidationReachesOtherProcessesThroughTheServer()
    {
        await Process().RerankAsync("q", Candidates);
        await Process().InvalidateAsync("42");
        RerankResponse response = await Process().RerankAsync("q", Candidates);
        Assert.That(_inner.Calls.Last().Candidates.Select(candidate => candidate.Id), Is.EqualTo(new[] { "42" }));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("99 of 100 hits, 99 from the distributed store"));
        Assert.That((await Process().RerankAsync("q", Candidates)).Stages[0].Decision, Is.EqualTo("hit"));
    }

    [Test]
    public async Task AForeignValueUnderAKeyIsAMiss()
    {
        await Process().RerankAsync("q", Candidates);
        object?[] keys = (object?[])(await _redis!.CommandAsync("KEYS", "rerankkit:*"))!;
        await _redis.CommandAsync("SET", System.Text.Encoding.ASCII.GetString((byte[])keys[0]!), "not a score");
        RerankResponse response = await Process().RerankAsync("q", Candidates);
        Assert.That(response.Stages[0].Reason, Is.EqualTo("99 of 100 hits, 99 from the distributed store"));
    }

    [Test]
    public async Task AServerThatIsGoneFailsNoCall()
    {
        using RedisServer server = RedisServer.Start();
        using var redis = new RedisCache(server.Port);
        var options = new RerankCacheOptions { WaitForDistributedWrites = true, DistributedTimeout = TimeSpan.FromMinutes(1), DistributedPause = TimeSpan.Zero };
        using var reranker = new CachingReranker(new StubReranker(), options, redis);
        await reranker.RerankAsync("q", Candidates);
        server.Dispose();
        RerankResponse response = await reranker.RerankAsync("another", Candidates);
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.IsScored));
        Assert.That(reranker.GetStatistics().DistributedFailures, Is.GreaterThanOrEqualTo(1));
        Assert.That(async () => await reranker.InvalidateAsync("1"), Throws.InstanceOf<IOException>().Or.InstanceOf<System.Net.Sockets.SocketException>());
    }

    private CachingReranker Process() => new(_inner, _options, _redis);
}

/// <summary>Another process has scored some of the fixture's candidates into Redis.</summary>
public sealed class RedisCacheConformance : RerankerConformanceTests, IDisposable
{
    private RedisServer? _server;
    private RedisCache? _redis;

    [OneTimeSetUp]
    public void Start()
    {
        _server = RedisServer.Start();
        _redis = new(_server.Port);
    }

    public void Dispose()
    {
        _redis?.Dispose();
        _server?.Dispose();
    }

    protected override IReranker CreateReranker()
    {
        var options = new RerankCacheOptions { WaitForDistributedWrites = true, DistributedTimeout = TimeSpan.FromMinutes(1) };
        _redis!.CommandAsync("FLUSHALL").GetAwaiter().GetResult();
        using (var other = new CachingReranker(new StubReranker(), options, _redis))
        {
            other.RerankAsync("how do I rotate the signing key", [.. CreateCandidates().Skip(5)]).GetAwaiter().GetResult();
        }

        return new CachingReranker(new ResponseGuardReranker(new StubReranker()), options, _redis);
    }
}
