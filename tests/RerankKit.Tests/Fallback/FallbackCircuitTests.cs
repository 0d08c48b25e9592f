using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Fallback;

public class FallbackCircuitTests
{
    private static readonly RerankCandidate[] Candidates = ["a", "b"];
    private ManualTimeProvider _clock = null!;
    private bool _fails;

    [SetUp]
    public void SetUp() => (_clock, _fails) = (new(), true);

    [Test]
    public async Task TheCircuitOpensAndTheRerankerIsLeftAlone()
    {
        StubReranker inner = Flaky();
        using FallbackReranker reranker = Build(inner);
        await Call(reranker, 4);

        RerankResponse response = await reranker.RerankAsync("q", Candidates);

        Assert.That(inner.Calls, Has.Count.EqualTo(4));
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.FellBack));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("stub: circuit open"));
    }

    [Test]
    public async Task AfterTheBreakOneCallTriesAgainAndClosesTheCircuit()
    {
        StubReranker inner = Flaky();
        using FallbackReranker reranker = Build(inner);
        await Call(reranker, 5);

        _fails = false;
        _clock.Advance(TimeSpan.FromSeconds(3));
        RerankResponse probe = await reranker.RerankAsync("q", Candidates);
        RerankResponse next = await reranker.RerankAsync("q", Candidates);

        Assert.That(probe.Results[0].Placement, Is.EqualTo(RerankPlacement.Scored));
        Assert.That(next.Results[0].Placement, Is.EqualTo(RerankPlacement.Scored));
    }

    [Test]
    public async Task AnOpenCircuitIsSaidUntilItsBreakIsOver()
    {
        using FallbackReranker reranker = Build(Flaky());
        await Call(reranker, 3);
        Assert.That(reranker.IsCircuitOpen, Is.False);
        await Call(reranker, 2);
        Assert.That(reranker.IsCircuitOpen, Is.True);

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That(reranker.IsCircuitOpen, Is.False, "the next call tries, though none has come yet");
        await Call(reranker, 1);
        Assert.That(reranker.IsCircuitOpen, Is.True, "it failed");

        _fails = false;
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Call(reranker, 1);
        Assert.That(reranker.IsCircuitOpen, Is.False);
    }

    [Test]
    public async Task WithoutACircuitBreakerNoCircuitOpens()
    {
        using FallbackReranker reranker = Build(Flaky(), options => options.BreakCircuit = false);
        await Call(reranker, 20);
        Assert.That(reranker.IsCircuitOpen, Is.False);
    }

    [Test]
    public async Task AProbeThatFailsKeepsTheCircuitOpen()
    {
        StubReranker inner = Flaky();
        using FallbackReranker reranker = Build(inner);
        await Call(reranker, 5);

        _clock.Advance(TimeSpan.FromSeconds(3));
        await Call(reranker, 5);

        Assert.That(inner.Calls, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task TheCallersOwnCancellationsDoNotOpenTheCircuit()
    {
        var inner = new StubReranker(async call =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, call.CancellationToken);
            return RerankResponse.Empty;
        });
        using FallbackReranker reranker = Build(inner);
        for (int i = 0; i < 10; i++)
        {
            using var source = new CancellationTokenSource();
            Task<RerankResponse> call = reranker.RerankAsync("q", Candidates, null, source.Token);
            await source.CancelAsync();
            Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        }

        Assert.That(inner.Calls, Has.Count.EqualTo(10));
    }

    [Test]
    public void BadArgumentsDoNotOpenTheCircuit()
    {
        StubReranker inner = FallbackRerankerTests.Failing(new ArgumentException("bad"));
        using FallbackReranker reranker = Build(inner);
        for (int i = 0; i < 10; i++)
        {
            Assert.That(async () => await reranker.RerankAsync("q", Candidates), Throws.ArgumentException);
        }

        Assert.That(inner.Calls, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task AnOpenCircuitStillRefusesACandidateWithoutText()
    {
        using FallbackReranker reranker = Build(Flaky());
        await Call(reranker, 5);
        RerankCandidate[] candidates = ["a", default];
        Assert.That(async () => await reranker.RerankAsync("q", candidates), Throws.ArgumentException);
    }

    [Test]
    public async Task EachRerankerHasItsOwnCircuit()
    {
        var alternative = new StubReranker();
        StubReranker inner = Flaky();
        using FallbackReranker reranker = Build(inner, options => options.Alternatives.Add(alternative));
        await Call(reranker, 10);
        Assert.That((inner.Calls.Count, alternative.Calls.Count), Is.EqualTo((4, 10)));
    }

    [Test]
    public async Task WithoutACircuitBreakerEveryCallTries()
    {
        StubReranker inner = Flaky();
        using FallbackReranker reranker = Build(inner, options => options.BreakCircuit = false);
        await Call(reranker, 20);
        Assert.That(inner.Calls, Has.Count.EqualTo(20));
    }

    [Test]
    public async Task ARerankerThatHangsIsAbandonedAtTheTimeout()
    {
        var never = new TaskCompletionSource<RerankResponse>();
        var inner = new StubReranker(_ => never.Task);
        using FallbackReranker reranker = Build(inner, options => options.AttemptTimeout = TimeSpan.FromMilliseconds(200));

        Task<RerankResponse> call = reranker.RerankAsync("q", Candidates);
        _clock.Advance(TimeSpan.FromMilliseconds(199));
        Assert.That(call.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        RerankResponse response = await call;

        Assert.That(response.Stages[0].Reason, Is.EqualTo("stub: TimeoutException: no answer within 00:00:00.2000000"));
        Assert.That(inner.Calls.Single().CancellationToken.IsCancellationRequested, Is.True);
        Assert.That(_clock.PendingTimers, Is.Zero);
    }

    [Test]
    public async Task TheTimeoutHoldsForEveryAttempt()
    {
        var never = new TaskCompletionSource<RerankResponse>();
        var tried = new TaskCompletionSource();
        var alternative = new StubReranker(_ =>
        {
            tried.SetResult();
            return never.Task;
        });
        using FallbackReranker reranker = Build(new StubReranker(_ => never.Task), options =>
        {
            options.AttemptTimeout = TimeSpan.FromMilliseconds(200);
            options.Alternatives.Add(alternative);
        });

        Task<RerankResponse> call = reranker.RerankAsync("q", Candidates);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        await tried.Task;
        Assert.That(call.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromMilliseconds(200));

        Assert.That((await call).Stages[0].Decision, Is.EqualTo("fell-back"));
    }

    [Test]
    public async Task TheCallersCancellationEndsAHangingCallAtOnce()
    {
        var never = new TaskCompletionSource<RerankResponse>();
        using var source = new CancellationTokenSource();
        using FallbackReranker reranker = Build(new StubReranker(_ => never.Task), options => options.AttemptTimeout = TimeSpan.FromMilliseconds(200));

        Task<RerankResponse> call = reranker.RerankAsync("q", Candidates, null, source.Token);
        await source.CancelAsync();

        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(source.Token));
    }

    [Test]
    public void OptionsRefuseWhatTheCircuitBreakerWould()
    {
        var options = new FallbackOptions();
        Assert.Multiple(() =>
        {
            Assert.That(() => options.FailureRatio = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.FailureRatio = 1.01, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.FailureRatio = double.NaN, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.MinimumThroughput = 1, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("MinimumThroughput is 1; allowed is 2 or more"));
            Assert.That(() => options.SamplingDuration = TimeSpan.FromMilliseconds(499), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.BreakDuration = TimeSpan.FromDays(1.1), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("BreakDuration"));
            Assert.That(() => options.AttemptTimeout = TimeSpan.Zero, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.ShouldHandle = null!, Throws.ArgumentNullException);
        });
    }

    [TestCase(double.Epsilon, 2, 0.5)]
    [TestCase(1, int.MaxValue, 86_400)]
    public void WhatOptionsAllowTheCircuitBreakerAllows(double ratio, int throughput, double seconds) =>
        Assert.That(
            () => new FallbackReranker(new StubReranker(), new()
            {
                FailureRatio = ratio,
                MinimumThroughput = throughput,
                SamplingDuration = TimeSpan.FromSeconds(seconds),
                BreakDuration = TimeSpan.FromSeconds(seconds),
            }),
            Throws.Nothing);

    private static async Task Call(FallbackReranker reranker, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await reranker.RerankAsync("q", Candidates);
        }
    }

    private StubReranker Flaky() =>
        new(call => _fails ? throw new InvalidOperationException("down") : StubReranker.Rank(call, StubReranker.DefaultScore));

    private FallbackReranker Build(StubReranker inner, Action<FallbackOptions>? configure = null)
    {
        var options = new FallbackOptions { MinimumThroughput = 4, BreakDuration = TimeSpan.FromSeconds(2) };
        configure?.Invoke(options);
        return new(new ResponseGuardReranker(inner), options, _clock);
    }
}

public class OpenCircuitConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker()
    {
        var reranker = new FallbackReranker(
            FallbackRerankerTests.Failing(new InvalidOperationException("down")), new() { MinimumThroughput = 2 }, new ManualTimeProvider());
        for (int i = 0; i < 3; i++)
        {
            reranker.RerankAsync("q", ["a"]).GetAwaiter().GetResult();
        }

        return reranker;
    }
}
