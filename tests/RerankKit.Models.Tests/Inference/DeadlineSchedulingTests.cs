using System.Collections.Concurrent;
using RerankKit.Conformance;

namespace RerankKit.Models.Tests.Inference;

/// <summary>Calls with a deadline: something is always tried, and what the runs tell decides how much.</summary>
public class DeadlineSchedulingTests
{
    private const double Budget = 120;
    private readonly ConcurrentQueue<int[]> _batches = [];
    private ManualTimeProvider _clock = null!;
    private double _perToken;

    [SetUp]
    public void SetUp()
    {
        _clock = new();
        _batches.Clear();
    }

    [Test]
    public async Task AnEstimateBeyondTheBudgetIsCorrectedByTryingTheFirst()
    {
        using BatchScheduler scheduler = Create();
        _perToken = 100;
        await ScoreAsync(scheduler, 1, deadline: null);
        _perToken = 0.1;

        int[] scored = await ScoreAgainAndAgain(scheduler, 8);

        Assert.That(scored[0], Is.GreaterThan(0));
        Assert.That(scored[^1], Is.EqualTo(50));
    }

    [Test]
    public async Task AfterARunThatWasCutOffTheNextCallTriesLess()
    {
        using BatchScheduler scheduler = Create();
        _perToken = 0.1;
        await ScoreAsync(scheduler, 50, deadline: null);
        _perToken = 5; // 20 tokens take 100 of 120 ms

        int[] scored = await ScoreAgainAndAgain(scheduler, 10);

        Assert.That(scored.Count(count => count == 0), Is.LessThanOrEqualTo(3));
        Assert.That(scored[^3..], Has.All.EqualTo(1));
    }

    [Test]
    public async Task WhereNotEvenOneFitsOneIsTriedInEveryCall()
    {
        using BatchScheduler scheduler = Create();
        _perToken = 50;
        int[] scored = await ScoreAgainAndAgain(scheduler, 5);
        Assert.That(scored, Has.All.Zero);
        Assert.That(_batches.Select(batch => batch.Length), Has.All.EqualTo(1));
        Assert.That(_batches, Has.Count.EqualTo(5));
        Assert.That(scheduler.CostOf(20), Is.GreaterThan(TimeSpan.FromMilliseconds(Budget)));

        _perToken = 1;
        Assert.That((await ScoreAgainAndAgain(scheduler, 10))[^1], Is.InRange(4, 5), "20 ms each");
    }

    [Test]
    public async Task NoBatchTakesMoreThanAQuarterOfWhatFits()
    {
        using BatchScheduler scheduler = Create();
        _perToken = 0.2;
        await ScoreAsync(scheduler, 50, deadline: null);
        _batches.Clear();

        int scored = await ScoreAsync(scheduler, 50, Budget);

        Assert.That(_batches.First(), Has.Length.EqualTo(6), "500 tokens fit with the margin");
        Assert.That(scored, Is.InRange(22, 30));
    }

    [Test]
    public async Task WhereAllFitsTwiceOverTheBudgetChangesNoBatch()
    {
        using BatchScheduler scheduler = Create();
        _perToken = 0.01;
        await ScoreAsync(scheduler, 50, deadline: null);
        int[][] without = [.. _batches];
        _batches.Clear();

        await ScoreAsync(scheduler, 50, Budget);

        Assert.That(_batches, Is.EqualTo(without));
    }

    [Test]
    public async Task TheFirstStagesOrderHoldsAcrossBatches()
    {
        using BatchScheduler scheduler = Create();
        _perToken = 1;
        await ScoreAsync(scheduler, 4, deadline: null);
        _batches.Clear();

        await ScoreAsync(scheduler, 50, Budget);

        int[] order = [.. _batches.SelectMany(batch => batch)];
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, order.Length)));
    }

    [Test]
    public async Task CallsThatWaitTogetherEachGetTheirFirstBatchBeforeOneGetsMore()
    {
        using var gate = new ManualResetEventSlim();
        using var blocked = new SemaphoreSlim(0);
        using BatchScheduler scheduler = new(
            _ => new TimedRunner(
                _clock,
                tokens =>
                {
                    blocked.Release();
                    gate.Wait();
                    return tokens;
                },
                _batches),
            new(1, 256, IsolateSequences: false),
            _clock,
            "test");
        using SequenceRequest blocker = Request(1);
        using SequenceRequest unhurried = Request(3, firstName: 900);
        SequenceRequest[] requests = [.. Enumerable.Range(1, 5).Select(i => Request(3, firstName: 100 * i))];
        List<Task> calls = [scheduler.ScoreAsync(blocker, null, CancellationToken.None)];
        await blocked.WaitAsync();
        calls.Add(scheduler.ScoreAsync(unhurried, null, CancellationToken.None));
        long deadline = _clock.GetTimestamp() + TimeSpan.FromMilliseconds(20 + Budget).Ticks;
        calls.AddRange(requests.Select(request => scheduler.ScoreAsync(request, deadline, CancellationToken.None)));

        gate.Set();
        await Task.WhenAll(calls);

        Assert.That(_batches.Skip(1).Take(5), Is.EqualTo(new int[][] { [100], [200], [300], [400], [500] }), "20 ms each");
        Assert.That(requests.Select(request => request.Logits[0]), Is.EqualTo(new[] { 100.0, 200, 300, 400, 500 }));
        Array.ForEach(requests, request => request.Dispose());
    }

    [Test]
    public async Task WhatIsLeftWaitsForTheRunUnderWayInsteadOfBeingGivenUp()
    {
        using BatchScheduler scheduler = Create(workers: 2);
        _perToken = 100;
        await ScoreAsync(scheduler, 1, deadline: null);
        await ScoreAsync(scheduler, 4, deadline: null);
        _perToken = 0.01;

        Assert.That(await ScoreAsync(scheduler, 2, Budget), Is.EqualTo(2), "the estimate says that not even one fits");
    }

    [Test]
    public async Task CallsThatComeWhileAllWorkersAreBusyLeaveNoWakingsBehind()
    {
        var log = new HeldRunner.Log();
        using BatchScheduler scheduler = new(_ => new HeldRunner(log), new(2, 10, IsolateSequences: false), _clock, "test");
        SequenceRequest[] requests = [.. Enumerable.Range(0, 100).Select(i => Request(2, firstName: 10 * i))];
        Task[] calls = new Task[requests.Length];
        for (int i = 0; i < requests.Length; i++)
        {
            calls[i] = scheduler.ScoreAsync(requests[i], null, CancellationToken.None);
            if (i == 0)
            {
                await log.Begun.WaitAsync();
                await log.Begun.WaitAsync();
            }
        }

        Assert.That(scheduler.Wakings, Is.Zero, "both workers run, and look for more by themselves");
        log.Permits.Release(1_000);
        await Task.WhenAll(calls);
        Assert.That(scheduler.Wakings, Is.Zero);
        Array.ForEach(requests, request => request.Dispose());
        log.Dispose();
    }

    private static SequenceRequest Request(int count, int firstName = 0)
    {
        var request = new SequenceRequest(count, arenas: 1);
        for (int i = 0; i < count; i++)
        {
            int[] ids = new int[20];
            ids[0] = firstName + i;
            request.Write(i, 0, ids, new int[20], isTruncated: false);
        }

        request.Arrange(Enumerable.Range(0, count).ToArray(), 4);
        return request;
    }

    private async Task<int[]> ScoreAgainAndAgain(BatchScheduler scheduler, int times)
    {
        int[] scored = new int[times];
        for (int i = 0; i < times; i++)
        {
            scored[i] = await ScoreAsync(scheduler, 50, Budget);
        }

        return scored;
    }

    private async Task<int> ScoreAsync(BatchScheduler scheduler, int count, double? deadline)
    {
        using SequenceRequest request = Request(count);
        long? end = deadline is double ms ? _clock.GetTimestamp() + TimeSpan.FromMilliseconds(ms).Ticks : null;
        await scheduler.ScoreAsync(request, end, CancellationToken.None);
        return request.Logits.ToArray().Count(double.IsFinite);
    }

    private BatchScheduler Create(int workers = 1) =>
        new(_ => new TimedRunner(_clock, tokens => _perToken * tokens, _batches), new(workers, 256, IsolateSequences: false), _clock, "test");
}
