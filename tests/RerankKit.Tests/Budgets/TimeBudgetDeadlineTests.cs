using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Budgets;

/// <summary>Inner rerankers that hang, fail or are cancelled.</summary>
public class TimeBudgetDeadlineTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(500);
    private ManualTimeProvider _clock = null!;

    [SetUp]
    public void SetUp() => _clock = new();

    [Test]
    public async Task AChunkThatRunsAtTheDeadlineIsCancelledAndTheOthersStand([Values] bool heedsItsToken)
    {
        var hangs = new TaskCompletionSource<RerankResponse>();
        var hanging = new TaskCompletionSource();
        StubReranker inner = FirstChunkThen(call =>
        {
            if (heedsItsToken)
            {
                call.CancellationToken.Register(() => hangs.TrySetCanceled(call.CancellationToken));
            }

            hanging.SetResult();
            return hangs.Task;
        });
        using TimeBudgetReranker reranker = Build(inner);

        Task<RerankResponse> task = reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(40));
        await hanging.Task;
        Assert.That(task.IsCompleted, Is.False);
        _clock.Advance(Budget);
        RerankResponse response = await task;

        Assert.That(inner.Calls.Last().CancellationToken.IsCancellationRequested, Is.True);
        Assert.That(response.CountScored(), Is.EqualTo(16));
        Assert.That(response.Results.Skip(16), Is.EqualTo(
            Enumerable.Range(16, 24).Select(index => RerankResult.Unscored(index, RerankPlacement.OverBudget))));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("cut"));
        Assert.That(_clock.PendingTimers, Is.Zero);
    }

    [Test]
    public async Task WhenNoChunkFinishesTheFirstStagesOrderStands()
    {
        using TimeBudgetReranker reranker = Build(new StubReranker(Hang));

        Task<RerankResponse> task = reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(40), new() { TopN = 30 });
        _clock.Advance(Budget);
        RerankResponse response = await task;

        Assert.That(response.Results.Select(result => (result.Index, result.Score, result.Placement)), Is.EqualTo(
            Enumerable.Range(0, 30).Select(i => (i, 1000.0 - i, RerankPlacement.OverBudget))));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.FirstStage));
        Assert.That(response.Stages.Single().Decision, Is.EqualTo("spent"));
        Assert.That(response.Stages[0].CandidatesScored, Is.Zero);
    }

    [Test]
    public async Task AnAnswerThatComesWithTheDeadlineIsKeptAndNothingFollowsIt()
    {
        var inner = new StubReranker(call =>
        {
            _clock.Advance(Budget);
            return StubReranker.Rank(call, StubReranker.DefaultScore);
        });
        using TimeBudgetReranker reranker = Build(inner);

        RerankResponse response = await reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(40));

        Assert.That((inner.Calls.Count, response.CountScored()), Is.EqualTo((1, 16)));
    }

    [Test]
    public async Task TheFailureOfAnAbandonedCallIsObserved()
    {
        int unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved += e.Exception.ToString().Contains("abandoned", StringComparison.Ordinal) ? 1 : 0;
        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            await AbandonACallThatFailsLater();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.That(unobserved, Is.Zero);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }
    }

    [Test]
    public async Task TheCallersCancellationReachesTheCaller([Values(3, 40)] int count)
    {
        using var source = new CancellationTokenSource();
        var inner = new StubReranker(Hang);
        using TimeBudgetReranker reranker = Build(inner);

        Task<RerankResponse> task = reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(count), null, source.Token);
        await source.CancelAsync();

        Assert.That(async () => await task, Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(source.Token));
        Assert.That(inner.Calls.Single().CancellationToken.IsCancellationRequested, Is.True);
        Assert.That(_clock.PendingTimers, Is.Zero);
    }

    [Test]
    public async Task WhatWasScoredBeforeAFailureStandsAndTheReasonTellsTheFailure()
    {
        using TimeBudgetReranker reranker = Build(FirstChunkThen(_ => throw new IOException("broken pipe")));

        RerankResponse response = await reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(40));

        Assert.That(response.CountScored(), Is.EqualTo(16));
        Assert.That(response.Results.Skip(16), Is.EqualTo(
            Enumerable.Range(16, 24).Select(index => RerankResult.Unscored(index, RerankPlacement.FellBack))));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("cut"));
        Assert.That(response.Stages[0].Reasons, Is.EqualTo(new[] { "16 of 40 scored in 2 calls within 500 ms", "IOException: broken pipe" }));
    }

    [Test]
    public void AFailureBeforeAnythingWasScoredIsAFailureAndSoIsABadArgumentAtAnyTime()
    {
        using TimeBudgetReranker first = Build(new StubReranker(Task<RerankResponse> (_) => throw new IOException("broken pipe")));
        using TimeBudgetReranker later = Build(FirstChunkThen(_ => throw new ArgumentException("no such model")));
        Assert.That(async () => await first.RerankAsync("q", TimeBudgetRerankerTests.Candidates(40)), Throws.InstanceOf<IOException>());
        Assert.That(async () => await later.RerankAsync("q", TimeBudgetRerankerTests.Candidates(40)), Throws.ArgumentException);
    }

    [Test]
    public async Task ACallThatIsNotWaitedForIsReported()
    {
        using TimeBudgetReranker reranker = Build(FirstChunkThen(Hang));

        Task<RerankResponse> task = reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(40));
        _clock.Advance(Budget);
        RerankResponse response = await task;

        Assert.That(response.AbandonedCalls, Is.EqualTo(1));
        Assert.That(response.Stages[0].Reasons, Is.EqualTo(new[] { "16 of 40 scored in 2 calls within 500 ms", "no time for 24 of 40" }));
    }

    [Test]
    public async Task WhenNothingWasScoredTheReasonSaysWhatOneCandidateTakes()
    {
        using TimeBudgetReranker reranker = Build(new StubReranker(Hang));

        Task<RerankResponse> task = reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(50));
        _clock.Advance(Budget);

        Assert.That((await task).Stages[0].Reason, Is.EqualTo(
            "0 of 50 scored in 1 call within 500 ms; no time for 50 of 50; a call with one takes about 62 ms"), "16 take more than 500 ms: twice that is assumed");
    }

    [Test]
    public async Task AFewCutCallsLeadFromAnyEstimateToOneThatFits()
    {
        double perCandidate = 0.1;
        var inner = new StubReranker(call =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(perCandidate * call.Candidates.Count));
            call.CancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(StubReranker.Rank(call, StubReranker.DefaultScore));
        });
        using TimeBudgetReranker reranker = Build(inner);
        await reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(100));
        perCandidate = 100; // a thousand times slower
        int[] scored = new int[8];
        for (int i = 0; i < scored.Length; i++)
        {
            scored[i] = (await reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(100))).CountScored();
        }

        Assert.That(scored.TakeWhile(count => count == 0).Count(), Is.LessThanOrEqualTo(5), "100, 50, 25, ... are too many, 4 are not");
        Assert.That(scored.SkipWhile(count => count == 0), Has.All.InRange(2, 5));
    }

    [Test]
    public void ACancellationThatIsNeitherTheCallersNorTheDeadlinesIsAFailure()
    {
        using TimeBudgetReranker reranker = Build(new StubReranker(Task<RerankResponse> (_) => throw new TaskCanceledException("http timeout")));
        Assert.That(
            async () => await reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(3)),
            Throws.InstanceOf<TaskCanceledException>().With.Message.EqualTo("http timeout"));
    }

    [Test]
    public void ACandidateWithoutTextIsRefusedAlsoWhereItsTurnWouldNeverCome()
    {
        using TimeBudgetReranker reranker = Build(new StubReranker(Hang));
        RerankCandidate[] candidates = [.. TimeBudgetRerankerTests.Candidates(40), default];
        Assert.That(async () => await reranker.RerankAsync("q", candidates), Throws.ArgumentException.With.Message.Contains("Candidate 40"));
    }

    [Test]
    public async Task AReranerThatWasTooSlowIsTriedWithFewerAndRecovers()
    {
        double perCandidate = 100;
        var inner = new StubReranker(call =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(perCandidate * call.Candidates.Count));
            call.CancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(StubReranker.Rank(call, StubReranker.DefaultScore));
        });
        using TimeBudgetReranker reranker = Build(inner);
        int[] scored = new int[40];
        for (int i = 0; i < scored.Length; i++)
        {
            perCandidate = i < 20 ? 100 : 1;
            scored[i] = (await reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(100))).CountScored();
        }

        Assert.That(scored[0], Is.Zero, "16 candidates take 1.6 s of 0.5 s");
        Assert.That(scored[19], Is.InRange(2, 5), "five fit");
        Assert.That(scored[39], Is.EqualTo(100));
    }

    [Test]
    public async Task ARerankerThatBlocksItsCallersThreadIsLetGoOnTheThreadPool()
    {
        using var blocked = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var inner = new StubReranker(call =>
        {
            blocked.Set();
            release.Wait();
            return StubReranker.Rank(call, StubReranker.DefaultScore);
        });
        using var reranker = new TimeBudgetReranker(inner, new() { Budget = Budget, RunOnThreadPool = true }, _clock);

        Task<RerankResponse> task = reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(5));
        blocked.Wait();
        _clock.Advance(Budget);
        RerankResponse response = await task;
        release.Set();

        Assert.That(response.Stages[0].Decision, Is.EqualTo("spent"));
    }

    [Test]
    public async Task FaultsOfAChunkAreMendedByTheGuard()
    {
        var inner = new StubReranker(call =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(160));
            return new RerankResponse([new(0, double.NaN), new(3, 2), new(3, 1), new(99, 5), new(1, 7)]) { ScoreKind = RerankScoreKind.Logit };
        });
        using TimeBudgetReranker reranker = Build(inner);

        RerankResponse response = await reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(40));

        Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(Enumerable.Range(0, 40)));
        Assert.That(response.Results.Take(4).Select(result => result.Index), Is.EqualTo(new[] { 1, 17, 3, 19 }));
        Assert.That(response.CountScored(), Is.EqualTo(4));
    }

    private static Task<RerankResponse> Hang(StubCall call) => new TaskCompletionSource<RerankResponse>().Task;

    private async Task AbandonACallThatFailsLater()
    {
        var source = new TaskCompletionSource<RerankResponse>();
        using TimeBudgetReranker reranker = Build(new StubReranker(_ => source.Task));
        Task<RerankResponse> task = reranker.RerankAsync("q", TimeBudgetRerankerTests.Candidates(3));
        _clock.Advance(Budget);
        await task;
        source.SetException(new InvalidOperationException("abandoned"));
    }

    private StubReranker FirstChunkThen(Func<StubCall, Task<RerankResponse>> second)
    {
        int calls = 0;
        return new(call =>
        {
            if (Interlocked.Increment(ref calls) > 1)
            {
                return second(call);
            }

            _clock.Advance(TimeSpan.FromMilliseconds(16));
            return Task.FromResult(StubReranker.Rank(call, StubReranker.DefaultScore));
        });
    }

    private TimeBudgetReranker Build(StubReranker inner) => new(new ResponseGuardReranker(inner), new() { Budget = Budget }, _clock);
}
