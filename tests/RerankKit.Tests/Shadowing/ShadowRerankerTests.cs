using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Shadowing;

public class ShadowRerankerTests
{
    private static readonly RerankCandidate[] Candidates = [new("a") { Score = 3 }, new("bb") { Score = 2 }, new("ccc") { Score = 1 }];
    private readonly ConcurrentQueue<ShadowComparison> _comparisons = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private ManualTimeProvider _clock = null!;

    [SetUp]
    public void SetUp()
    {
        _clock = new();
        _comparisons.Clear();
        _failures.Clear();
    }

    [Test]
    public async Task TheCallerGetsTheChampionsAnswerAndTheComparisonIsReported()
    {
        RerankResponse? given = null;
        var champion = new StubReranker(call =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(5));
            return given = StubReranker.Rank(call, text => text.Length);
        });
        var challenger = new StubReranker(call =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(7));
            return StubReranker.Rank(call, text => text == "bb" ? 9 : text.Length);
        });
        using ShadowReranker reranker = Build(champion, challenger);

        RerankResponse response = await reranker.RerankAsync("q", Candidates);
        await reranker.WhenIdleAsync();

        Assert.That(response, Is.SameAs(given));
        ShadowComparison comparison = _comparisons.Single();
        Assert.That(comparison.Query, Is.EqualTo("q"));
        Assert.That(comparison.Candidates, Is.EqualTo(Candidates));
        Assert.That(comparison.Champion, Is.SameAs(given));
        Assert.That(comparison.Challenger.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 2, 0 }));
        Assert.That((comparison.ChampionDuration.TotalMilliseconds, comparison.ChallengerDuration.TotalMilliseconds), Is.EqualTo((5, 7)));
        Assert.That((comparison.Depth, comparison.Overlap), Is.EqualTo((2, 1.0)));
        Assert.That(comparison.KendallTau, Is.EqualTo(1.0 / 3).Within(1e-12));
        Assert.That(comparison.RankBiasedOverlap, Is.InRange(0.8, 0.99));
        Assert.That((reranker.ComparedCount, reranker.FailedCount, reranker.DroppedCount), Is.EqualTo((1L, 0L, 0L)));
    }

    [Test]
    public async Task TheChallengerSeesTheCallWithoutWhatWasMeantForTheChampion()
    {
        var challenger = new StubReranker();
        using ShadowReranker reranker = Build(new StubReranker(), challenger);
        using var source = new CancellationTokenSource();
        var options = new RerankOptions { TopN = 1, ModelId = "m", TimeBudget = TimeSpan.FromSeconds(1), Scope = "s", Instruction = "i" };

        await reranker.RerankAsync("q", Candidates, options, source.Token);
        await reranker.WhenIdleAsync();

        StubCall call = challenger.Calls.Single();
        Assert.That((call.Options!.TopN, call.Options.ModelId, call.Options.TimeBudget), Is.EqualTo(((int?)null, (string?)null, (TimeSpan?)null)));
        Assert.That((call.Options.Scope, call.Options.Instruction), Is.EqualTo(("s", "i")));
        Assert.That(call.CancellationToken, Is.Not.EqualTo(source.Token));
        Assert.That(_comparisons.Single().Depth, Is.EqualTo(1), "the champion's answer has one place");
    }

    [Test]
    public async Task TheCallersListMayChangeAfterTheCall()
    {
        var go = new TaskCompletionSource();
        var challenger = new StubReranker(async call =>
        {
            await go.Task;
            return StubReranker.Rank(call, StubReranker.DefaultScore);
        });
        using ShadowReranker reranker = Build(new StubReranker(), challenger);
        List<RerankCandidate> list = [.. Candidates];

        await reranker.RerankAsync("q", list);
        list.Clear();
        go.SetResult();
        await reranker.WhenIdleAsync();

        Assert.That(_comparisons.Single().Candidates, Is.EqualTo(Candidates));
    }

    [Test]
    public async Task AChallengerThatHangsDelaysNobody()
    {
        var begun = new TaskCompletionSource();
        var challenger = new StubReranker(_ =>
        {
            begun.SetResult();
            return new TaskCompletionSource<RerankResponse>().Task;
        });
        using ShadowReranker reranker = Build(new StubReranker(), challenger);

        await reranker.RerankAsync("q", Candidates);
        await begun.Task;
        _clock.Advance(TimeSpan.FromSeconds(30));
        await reranker.WhenIdleAsync();

        Assert.That(_failures.Single(), Is.InstanceOf<TimeoutException>());
        Assert.That(challenger.Calls.Single().CancellationToken.IsCancellationRequested, Is.True);
        Assert.That(reranker.FailedCount, Is.EqualTo(1));
    }

    [Test]
    public async Task AChallengersFailureIsCountedAndReportedButNeverThrown()
    {
        using ShadowReranker reranker = Build(new StubReranker(), new StubReranker(Task<RerankResponse> (_) => throw new IOException("down")));

        RerankResponse response = await reranker.RerankAsync("q", Candidates);
        await reranker.WhenIdleAsync();

        Assert.That(response.Results, Has.Count.EqualTo(3));
        Assert.That(_failures.Single(), Is.InstanceOf<IOException>());
        Assert.That((reranker.ComparedCount, reranker.FailedCount), Is.EqualTo((0L, 1L)));
    }

    [Test]
    public async Task CallbacksThatThrowHurtNobody()
    {
        using ShadowReranker reranker = Build(new StubReranker(), new StubReranker(), options =>
        {
            options.OnCompared = _ => throw new InvalidOperationException("callback");
            options.OnFailed = _ => throw new InvalidOperationException("callback of the callback");
        });

        await reranker.RerankAsync("q", Candidates);
        await reranker.WhenIdleAsync();
        await reranker.RerankAsync("q", Candidates);
        await reranker.WhenIdleAsync();

        Assert.That((reranker.ComparedCount, reranker.FailedCount, reranker.DroppedCount), Is.EqualTo((0L, 2L, 0L)));
    }

    [Test]
    public async Task AChallengerIsHeldToThePromises()
    {
        using ShadowReranker reranker = Build(new StubReranker(), new StubReranker(_ => new RerankResponse([new(1, double.NaN), new(2, 4), new(2, 3)])));

        await reranker.RerankAsync("q", Candidates);
        await reranker.WhenIdleAsync();

        Assert.That(_comparisons.Single().Challenger.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 0, 1 }));
        Assert.That(_comparisons.Single().KendallTau, Is.Null, "one candidate was scored by both");
    }

    [Test]
    public void TheChampionsFailureReachesTheCallerAndIsNotShadowed()
    {
        var challenger = new StubReranker();
        using ShadowReranker reranker = Build(new StubReranker(Task<RerankResponse> (_) => throw new IOException("down")), challenger);
        Assert.That(async () => await reranker.RerankAsync("q", Candidates), Throws.InstanceOf<IOException>());
        Assert.That(challenger.Calls, Is.Empty);
    }

    [Test]
    public async Task TheSampleHasItsRate()
    {
        double[] draws = [0.0, 0.24, 0.25, 0.9];
        int next = 0;
        var challenger = new StubReranker();
        using ShadowReranker reranker = Build(new StubReranker(), challenger, options =>
        {
            options.SampleRate = 0.25;
            options.Sample = _ => draws[next++];
        });

        foreach (double _ in draws)
        {
            await reranker.RerankAsync("q", Candidates);
            await reranker.WhenIdleAsync();
        }

        Assert.That(challenger.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ARateOfZeroDrawsNothing()
    {
        using ShadowReranker reranker = Build(new StubReranker(), new StubReranker(), options =>
        {
            options.SampleRate = 0;
            options.Sample = _ => throw new InvalidOperationException("drawn");
        });
        Assert.That((await reranker.RerankAsync("q", Candidates)).Results, Has.Count.EqualTo(3));
    }

    [Test]
    public void SamplingByQueryIsUniformAndAlwaysTheSame()
    {
        double[] draws = [.. Enumerable.Range(0, 10_000).Select(i => ShadowSampling.ByQuery($"query {i}"))];
        Assert.That(draws, Has.All.InRange(0.0, 0.9999999999999999));
        for (int i = 0; i < 10; i++)
        {
            Assert.That(draws.Count(draw => (int)(draw * 10) == i), Is.InRange(900, 1100));
        }

        Assert.That(ShadowSampling.ByQuery("How do I"), Is.EqualTo(ShadowSampling.ByQuery("HOW DO I")));
        Assert.That(ShadowSampling.ByQuery("q"), Is.EqualTo(0.11197294932105295).Within(1e-15), "the sample outlives a restart");
    }

    [Test]
    public async Task CallsBeyondTheConcurrencyAreDroppedAndCounted()
    {
        var go = new TaskCompletionSource();
        var challenger = new StubReranker(async call =>
        {
            await go.Task;
            return StubReranker.Rank(call, StubReranker.DefaultScore);
        });
        using ShadowReranker reranker = Build(new StubReranker(), challenger, options => options.MaxConcurrency = 3);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => reranker.RerankAsync("q", Candidates))));
        Assert.That(reranker.DroppedCount, Is.EqualTo(47));
        go.SetResult();
        await reranker.WhenIdleAsync();
        await reranker.RerankAsync("q", Candidates);
        await reranker.WhenIdleAsync();

        Assert.That((reranker.ComparedCount, reranker.DroppedCount), Is.EqualTo((4L, 47L)));
    }

    [Test]
    public async Task AChallengerThatDoesNotHeedItsTimeoutKeepsItsSlot()
    {
        var begun = new TaskCompletionSource();
        var never = new TaskCompletionSource<RerankResponse>();
        var challenger = new StubReranker(_ =>
        {
            begun.TrySetResult();
            return never.Task;
        });
        using ShadowReranker reranker = Build(new StubReranker(), challenger, options => options.MaxConcurrency = 1);
        await reranker.RerankAsync("q", Candidates);
        await begun.Task;
        _clock.Advance(TimeSpan.FromSeconds(30));
        await reranker.WhenIdleAsync();

        await reranker.RerankAsync("q", Candidates);

        Assert.That((reranker.FailedCount, reranker.DroppedCount), Is.EqualTo((1L, 1L)));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task ASlotIsFreeAgainWhenALateChallengerLetsGo(CancellationToken cancellationToken)
    {
        var begun = new TaskCompletionSource();
        var late = new TaskCompletionSource<RerankResponse>();
        var challenger = new StubReranker(_ =>
        {
            begun.TrySetResult();
            return late.Task;
        });
        using ShadowReranker reranker = Build(new StubReranker(), challenger, options => options.MaxConcurrency = 1);
        await reranker.RerankAsync("q", Candidates, null, cancellationToken);
        await begun.Task;
        _clock.Advance(TimeSpan.FromSeconds(30));
        await reranker.WhenIdleAsync();

        late.SetResult(new([new(0, 3), new(1, 2), new(2, 1)]));
        while (reranker.ComparedCount == 0)
        {
            await reranker.RerankAsync("q", Candidates, null, cancellationToken);
            await reranker.WhenIdleAsync();
        }

        Assert.That((reranker.ComparedCount, reranker.FailedCount, challenger.Calls.Count), Is.EqualTo((1L, 1L, 2)));
    }

    [Test]
    public async Task NothingAmbientOfTheRequestReachesTheChallenger()
    {
        using var activity = new Activity("request");
        activity.Start();
        Activity? seen = activity;
        using ShadowReranker reranker = Build(new StubReranker(), new StubReranker(call =>
        {
            seen = Activity.Current;
            return StubReranker.Rank(call, StubReranker.DefaultScore);
        }));

        await reranker.RerankAsync("q", Candidates);
        await reranker.WhenIdleAsync();

        Assert.That(seen, Is.Null);
    }

    [Test]
    public async Task DisposingCancelsTheRunsUnderWayAndThenDisposesTheChallenger()
    {
        var begun = new TaskCompletionSource();
        var challenger = new StubReranker(async call =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, call.CancellationToken);
            return RerankResponse.Empty;
        });
        var champion = new StubReranker();
        ShadowReranker reranker = Build(champion, challenger);
        await reranker.RerankAsync("q", Candidates);
        await begun.Task;

        reranker.Dispose();
        await reranker.WhenIdleAsync();
        await reranker.DisposeAsync();

        Assert.That(champion.DisposeCount, Is.GreaterThanOrEqualTo(1));
        Assert.That(challenger.Calls.Single().CancellationToken.IsCancellationRequested, Is.True);
        Assert.That((_comparisons.Count, _failures.Count), Is.EqualTo((0, 0)), "a cancelled run is neither");
    }

    [Test]
    public async Task DisposingAsynchronouslyLetsTheRunsUnderWayEnd()
    {
        var begun = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var challenger = new StubReranker(async call =>
        {
            begun.SetResult();
            await go.Task;
            return StubReranker.Rank(call, StubReranker.DefaultScore);
        });
        ShadowReranker reranker = Build(new StubReranker(), challenger);
        await reranker.RerankAsync("q", Candidates);
        await begun.Task;

        ValueTask disposal = reranker.DisposeAsync();
        Assert.That((disposal.IsCompleted, challenger.DisposeCount), Is.EqualTo((false, 0)));
        go.SetResult();
        await disposal;

        Assert.That((_comparisons.Count, challenger.DisposeCount), Is.EqualTo((1, 1)));
    }

    [Test]
    public void DisposingLeavesAChallengerOpenThatSomebodyElseOwns()
    {
        var challenger = new StubReranker();
        new StubReranker().AsBuilder().UseShadow(challenger, options => options.LeaveOpen = true).Build().Dispose();
        Assert.That(challenger.DisposeCount, Is.Zero);
    }

    [Test]
    public void DisposingAnIdleShadowDisposesBoth()
    {
        var champion = new StubReranker();
        var challenger = new StubReranker();
        champion.AsBuilder().UseShadow(challenger).Build().Dispose();
        Assert.That((champion.DisposeCount, challenger.DisposeCount), Is.EqualTo((1, 1)));
    }

    [Test]
    public void OptionsRefuseWhatMakesNoSense()
    {
        var options = new ShadowOptions();
        Assert.Multiple(() =>
        {
            Assert.That(() => options.SampleRate = 1.1, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.SampleRate = double.NaN, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.Sample = null!, Throws.ArgumentNullException);
            Assert.That(() => options.Depth = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.MaxConcurrency = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.Timeout = TimeSpan.Zero, Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    private ShadowReranker Build(StubReranker champion, StubReranker challenger, Action<ShadowOptions>? configure = null)
    {
        var options = new ShadowOptions { SampleRate = 1, Depth = 2, OnCompared = _comparisons.Enqueue, OnFailed = _failures.Enqueue };
        configure?.Invoke(options);
        return new(new ResponseGuardReranker(champion), challenger, options, _clock);
    }
}

public class ShadowConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder().UseShadow(new StubReranker(text => text.Length), options => options.SampleRate = 1).Build();
}

public class FailingShadowConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder()
            .UseShadow(_ => new StubReranker(Task<RerankResponse> (_) => throw new InvalidOperationException("down")), options => options.SampleRate = 1)
            .Build();
}
