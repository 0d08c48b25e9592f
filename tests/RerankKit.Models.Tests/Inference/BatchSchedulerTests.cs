using RerankKit.Conformance;

namespace RerankKit.Models.Tests.Inference;

public sealed class BatchSchedulerTests : IDisposable
{
    private const int Unlimited = 1_000_000;
    private HeldRunner.Log _log = null!;

    [SetUp]
    public void SetUp() => _log = new();

    [TearDown]
    public void Dispose() => _log.Dispose();

    [Test]
    public async Task EverySequenceGetsItsOwnNumberWhateverTheLengths([Values(1, 2, 4)] int workers, [Values(1, 64, 4096)] int budget)
    {
        var random = new Random(3);
        int[] lengths = [.. Enumerable.Range(0, 500).Select(_ => random.Next(1, 200))];
        using BatchScheduler scheduler = Create(workers, budget);
        _log.Permits.Release(Unlimited);
        using SequenceRequest request = Request(lengths);

        await scheduler.ScoreAsync(request, deadline: null, CancellationToken.None);

        Assert.That(request.Logits.ToArray(), Is.EqualTo(Enumerable.Range(0, 500).Select(i => (double)i)));
    }

    [Test]
    public async Task BatchesStayWithinTheBudgetAndHoldSequencesOfAboutTheSameLength()
    {
        var random = new Random(4);
        int[] lengths = [.. Enumerable.Range(0, 400).Select(_ => random.Next(5, 120))];
        using BatchScheduler scheduler = Create(workers: 1, budget: 256);
        _log.Permits.Release(Unlimited);
        using SequenceRequest request = Request(lengths);

        await scheduler.ScoreAsync(request, deadline: null, CancellationToken.None);

        foreach (HeldRunner.Batch batch in _log.Batches)
        {
            Assert.That(batch.PaddedLength, Is.EqualTo(batch.Lengths.Max()));
            Assert.That(batch.PaddedLength * batch.Lengths.Length, Is.LessThanOrEqualTo(256));
            Assert.That(batch.Lengths.Min(), Is.GreaterThanOrEqualTo((int)(batch.PaddedLength * 0.66)));
        }

        Assert.That(_log.Batches, Has.Count.LessThan(200), "sequences run together");
    }

    [Test]
    public async Task ASequenceLongerThanTheBudgetRunsAlone()
    {
        using BatchScheduler scheduler = Create(workers: 1, budget: 100);
        _log.Permits.Release(Unlimited);
        using SequenceRequest request = Request([10, 500, 10]);

        await scheduler.ScoreAsync(request, deadline: null, CancellationToken.None);

        Assert.That(_log.Batches.First().Lengths, Is.EqualTo(new[] { 500 }));
        Assert.That(request.Logits.ToArray(), Is.EqualTo(new[] { 0.0, 1, 2 }));
    }

    [Test]
    public async Task IsolatedSequencesNeverShareARun()
    {
        using BatchScheduler scheduler = Create(workers: 2, budget: 4096, isolate: true);
        _log.Permits.Release(Unlimited);
        using SequenceRequest request = Request([7, 7, 7, 7, 7, 7, 7]);

        await scheduler.ScoreAsync(request, deadline: null, CancellationToken.None);

        Assert.That(_log.Batches.Select(batch => batch.Lengths.Length), Is.All.EqualTo(1));
    }

    [Test]
    public async Task SequencesOfWaitingCallsAreMergedIntoOneRun()
    {
        using BatchScheduler scheduler = Create(workers: 1, budget: 4096);
        using SequenceRequest first = Request([50]);
        using SequenceRequest second = Request([20, 20, 20, 20, 20, 20, 20], firstName: 100);
        using SequenceRequest third = Request([20, 20, 20, 20, 20, 20, 20], firstName: 200);
        Task firstCall = scheduler.ScoreAsync(first, null, CancellationToken.None);
        await _log.Begun.WaitAsync();
        Task secondCall = scheduler.ScoreAsync(second, null, CancellationToken.None);
        Task thirdCall = scheduler.ScoreAsync(third, null, CancellationToken.None);
        _log.Permits.Release(Unlimited);

        await Task.WhenAll(firstCall, secondCall, thirdCall);

        Assert.That(_log.Batches.Select(batch => batch.Names), Has.Some.Matches<int[]>(names => names.Min() < 200 && names.Max() >= 200));
        Assert.That(second.Logits.ToArray(), Is.EqualTo(Enumerable.Range(100, 7).Select(name => (double)name)));
        Assert.That(third.Logits.ToArray(), Is.EqualTo(Enumerable.Range(200, 7).Select(name => (double)name)));
    }

    [Test]
    public async Task CallsAreServedInTheOrderOfTheirArrival()
    {
        using BatchScheduler scheduler = Create(workers: 1, budget: 40);
        using SequenceRequest blocker = Request([40]);
        Task blocked = scheduler.ScoreAsync(blocker, null, CancellationToken.None);
        await _log.Begun.WaitAsync();
        SequenceRequest[] requests = [.. Enumerable.Range(1, 20).Select(i => Request([.. Enumerable.Repeat(40, 5)], firstName: i * 100))];
        Task[] calls = [.. requests.Select(request => scheduler.ScoreAsync(request, null, CancellationToken.None))];
        _log.Permits.Release(Unlimited);

        await Task.WhenAll([blocked, .. calls]);

        int[] order = [.. _log.Batches.Skip(1).Select(batch => batch.Names[0] / 100)];
        Assert.That(order, Is.EqualTo(order.Order()));
        Array.ForEach(requests, request => request.Dispose());
    }

    [Test]
    public async Task ACallOfThousandsOfSequencesDoesNotHoldUpOneThatComesLater()
    {
        using BatchScheduler scheduler = Create(workers: 1, budget: 256);
        using SequenceRequest large = Request([.. Enumerable.Repeat(256, 2_000)]);
        Task largeCall = scheduler.ScoreAsync(large, null, CancellationToken.None);
        await _log.Begun.WaitAsync();
        using SequenceRequest small = Request([256], firstName: 5_000);
        Task smallCall = scheduler.ScoreAsync(small, null, CancellationToken.None);
        _log.Permits.Release(Unlimited);

        await smallCall;
        await largeCall;

        int position = _log.Batches.Select(batch => batch.Names[0]).ToList().IndexOf(5_000);
        Assert.That(position, Is.InRange(1, 200));
    }

    [Test]
    public async Task ACancelledCallLeavesAtOnceAndItsPlacesAreTakenByOthers()
    {
        using BatchScheduler scheduler = Create(workers: 1, budget: 10);
        using var cancellation = new CancellationTokenSource();
        using SequenceRequest running = Request([10]);
        Task runningCall = scheduler.ScoreAsync(running, null, CancellationToken.None);
        await _log.Begun.WaitAsync();
        using SequenceRequest cancelled = Request([.. Enumerable.Repeat(10, 100)], firstName: 100);
        Task cancelledCall = scheduler.ScoreAsync(cancelled, null, cancellation.Token);
        using SequenceRequest other = Request([10], firstName: 900);
        Task otherCall = scheduler.ScoreAsync(other, null, CancellationToken.None);

        await cancellation.CancelAsync();

        Assert.That(async () => await cancelledCall, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(runningCall.IsCompleted, Is.False);
        _log.Permits.Release(Unlimited);
        await Task.WhenAll(runningCall, otherCall);
        Assert.That(_log.Batches.SelectMany(batch => batch.Names), Is.EqualTo(new[] { 0, 900 }));
    }

    [Test]
    public async Task ARunThatWorksForNobodyAnyMoreIsStopped()
    {
        using BatchScheduler scheduler = Create(workers: 1, budget: 10);
        using var cancellation = new CancellationTokenSource();
        using SequenceRequest request = Request([10, 10]);
        Task call = scheduler.ScoreAsync(request, null, cancellation.Token);
        await _log.Begun.WaitAsync();

        // No permit is ever given: only the run's own token can end it.
        await cancellation.CancelAsync();
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());

        _log.Permits.Release(Unlimited);
        using SequenceRequest next = Request([10], firstName: 7);
        await scheduler.ScoreAsync(next, null, CancellationToken.None);
        Assert.That(next.Logits[0], Is.EqualTo(7));
    }

    [Test]
    public async Task ACallWithoutTimeEndsWithWhatItHasInFirstStageOrder()
    {
        var time = new ManualTimeProvider();
        using BatchScheduler scheduler = Create(workers: 1, budget: 10, timeProvider: time);
        using SequenceRequest request = Request([10, 10, 10], priority: [2, 0, 1], block: 1);
        Task call = scheduler.ScoreAsync(request, time.GetTimestamp() + time.TimestampFrequency, CancellationToken.None);
        await _log.Begun.WaitAsync();
        _log.Permits.Release();
        await _log.Begun.WaitAsync();

        time.Advance(TimeSpan.FromSeconds(2));
        await call;

        Assert.That(request.Logits.ToArray(), Is.EqualTo(new[] { double.NaN, double.NaN, 2 }));
        _log.Permits.Release(Unlimited);
    }

    [Test]
    public async Task ARunThatFailsFailsItsCallsAndTheWorkerLivesOn()
    {
        using BatchScheduler scheduler = Create(workers: 1, budget: 10);
        _log.Failure = new InvalidDataException("broken graph");
        _log.Permits.Release(Unlimited);
        using SequenceRequest request = Request([10, 10]);
        Assert.That(async () => await scheduler.ScoreAsync(request, null, CancellationToken.None), Throws.TypeOf<InvalidDataException>());

        _log.Failure = null;
        using SequenceRequest next = Request([10], firstName: 3);
        await scheduler.ScoreAsync(next, null, CancellationToken.None);
        Assert.That(next.Logits[0], Is.EqualTo(3));
    }

    [Test]
    public async Task ASequenceWithNothingElseToDoIsMarkedAsAlone()
    {
        using BatchScheduler scheduler = Create(workers: 2, budget: 100);
        _log.Permits.Release(Unlimited);
        using SequenceRequest one = Request([10]);
        await scheduler.ScoreAsync(one, null, CancellationToken.None);
        using SequenceRequest two = Request([90, 90]);
        await scheduler.ScoreAsync(two, null, CancellationToken.None);

        Assert.That(_log.Batches.First().IsAlone, Is.True);
        Assert.That(_log.Batches.ElementAt(1).IsAlone, Is.False);
    }

    [Test]
    public async Task WhatIsLeftOfALongerCallIsNotAlone()
    {
        using BatchScheduler scheduler = Create(workers: 2, budget: 10);
        _log.Permits.Release(Unlimited);
        for (int i = 0; i < 50; i++)
        {
            using SequenceRequest request = Request([90, 80, 10]);
            await scheduler.ScoreAsync(request, null, CancellationToken.None);
        }

        Assert.That(_log.Batches.Select(batch => batch.IsAlone), Is.All.False);
    }

    [Test]
    public async Task AShortListWithNothingElseToDoIsOneRunForAllCoresWhereTheyCanShareOne()
    {
        using BatchScheduler scheduler = Create(workers: 2, budget: 100, sharesRuns: true);
        _log.Permits.Release(Unlimited);
        using SequenceRequest small = Request([90, 10, 40]);
        await scheduler.ScoreAsync(small, null, CancellationToken.None);
        Assert.That(small.Logits.ToArray(), Is.EqualTo(new double[] { 0, 1, 2 }));
        Assert.That(_log.Batches.Single().Lengths, Is.EquivalentTo(new[] { 90, 10, 40 }));
        Assert.That(_log.Batches.Single().IsAlone, Is.True);

        _log.Batches.Clear();
        using SequenceRequest large = Request([90, 90, 90]);
        await scheduler.ScoreAsync(large, null, CancellationToken.None);
        using SequenceRequest timed = Request([90, 10]);
        await scheduler.ScoreAsync(timed, TimeProvider.System.GetTimestamp() + (3600 * TimeProvider.System.TimestampFrequency), CancellationToken.None);
        Assert.That(_log.Batches.Where(batch => batch.Lengths.Length > 1 && batch.IsAlone), Is.Empty, "more than two budgets, or against a deadline");
    }

    [Test]
    public async Task AShortListBesideAnotherIsNotForAllCores()
    {
        using BatchScheduler scheduler = Create(workers: 2, budget: 100, sharesRuns: true);
        using SequenceRequest first = Request([90, 10]);
        Task running = scheduler.ScoreAsync(first, null, CancellationToken.None);
        await _log.Begun.WaitAsync();
        using SequenceRequest second = Request([90, 10], firstName: 2);
        Task beside = scheduler.ScoreAsync(second, null, CancellationToken.None);
        await _log.Begun.WaitAsync();
        _log.Permits.Release(Unlimited);
        await Task.WhenAll(running, beside);
        Assert.That(_log.Batches.Select(batch => batch.IsAlone), Is.EqualTo(new[] { true, false, false }));
    }

    [Test]
    public async Task NoWorkerTakesMoreThanItsShareOfWhatIsLeft()
    {
        using BatchScheduler scheduler = Create(workers: 2, budget: 1000);
        using SequenceRequest request = Request([.. Enumerable.Repeat(10, 20)]);
        Task call = scheduler.ScoreAsync(request, null, CancellationToken.None);
        await _log.Begun.WaitAsync();
        await _log.Begun.WaitAsync();
        _log.Permits.Release(Unlimited);

        await call;

        Assert.That(_log.Batches.Select(batch => batch.Lengths.Length), Is.EquivalentTo(new[] { 10, 5, 2, 1, 1, 1 }));
    }

    [Test]
    public async Task DisposingEndsWaitingAndRunningCallsAndReleasesEveryRunner()
    {
        BatchScheduler scheduler = Create(workers: 2, budget: 10);
        using SequenceRequest request = Request([10, 10, 10, 10]);
        Task call = scheduler.ScoreAsync(request, null, CancellationToken.None);
        await _log.Begun.WaitAsync();

        scheduler.Dispose();

        Assert.That(async () => await call, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(_log.Disposed, Is.EqualTo(2));
        using SequenceRequest late = Request([1]);
        Assert.That(async () => await scheduler.ScoreAsync(late, null, CancellationToken.None), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task CallsFromManyThreadsWithCancellationsAllEnd()
    {
        using BatchScheduler scheduler = Create(workers: 3, budget: 64);
        _log.Permits.Release(Unlimited);
        await Parallel.ForAsync(0, 400, async (i, _) =>
        {
            var random = new Random(i);
            int count = random.Next(1, 30);
            using var cancellation = new CancellationTokenSource();
            using SequenceRequest request = Request([.. Enumerable.Range(0, count).Select(_ => random.Next(1, 60))], firstName: i);
            Task call = scheduler.ScoreAsync(request, null, cancellation.Token);
            if (i % 3 == 0)
            {
                await cancellation.CancelAsync();
                await Task.WhenAny(call);
                Assert.That(call.IsFaulted, Is.False);
                return;
            }

            await call;
            for (int index = 0; index < count; index++)
            {
                Assert.That(request.Logits[index], Is.EqualTo(i + index));
            }
        });
    }

    private static SequenceRequest Request(int[] lengths, int firstName = 0, int[]? priority = null, int block = 1)
    {
        var request = new SequenceRequest(lengths.Length, arenas: 1);
        for (int i = 0; i < lengths.Length; i++)
        {
            int[] ids = new int[lengths[i]];
            ids[0] = firstName + i;
            request.Write(i, 0, ids, new int[lengths[i]], isTruncated: false);
        }

        request.Arrange(priority, block);
        return request;
    }

    private BatchScheduler Create(int workers, int budget, bool isolate = false, TimeProvider? timeProvider = null, bool sharesRuns = false) =>
        new(_ => new HeldRunner(_log), new(workers, budget, isolate, SharesRuns: sharesRuns), timeProvider ?? TimeProvider.System, "test");
}
