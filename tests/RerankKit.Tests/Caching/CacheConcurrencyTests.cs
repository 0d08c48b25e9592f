using System.Collections.Concurrent;
using RerankKit.Conformance;

namespace RerankKit.Tests.Caching;

public class CacheConcurrencyTests
{
    private static readonly RerankCandidate[] Candidates = ["a", "bb", "ccc"];

    [Test]
    public async Task IdenticalCallsAtTheSameTimeAreScoredOnce()
    {
        var held = new HeldReranker();
        using CachingReranker reranker = new(held.Reranker);
        Task<RerankResponse>[] calls = [.. Enumerable.Range(0, 8).Select(i => reranker.RerankAsync("q", Candidates, new() { TopN = (i % 3) + 1 }))];
        held.Release();
        RerankResponse[] responses = await Task.WhenAll(calls);

        Assert.That(held.Calls, Has.Count.EqualTo(1));
        Assert.That(responses.Select(response => response.Results[0].Index), Is.All.EqualTo(2));
        Assert.That(responses.Select(response => response.Results.Count), Is.EqualTo(new[] { 1, 2, 3, 1, 2, 3, 1, 2 }));
        Assert.That(responses.Count(response => response.Usage is not null), Is.EqualTo(1), "the cost is reported once");
        Assert.That(responses.Count(response => response.Stages[0].Reason == "scored for a concurrent call"), Is.EqualTo(7));
    }

    [Test]
    public async Task TheMissesOfPartialHitsAreSharedToo()
    {
        var held = new HeldReranker();
        using CachingReranker reranker = new(held.Reranker);
        Task<RerankResponse> warm = reranker.RerankAsync("q", ["known"]);
        held.Release();
        await warm;
        held.Hold();
        Task<RerankResponse> one = reranker.RerankAsync("q", ["known", "new"]);
        Task<RerankResponse> other = reranker.RerankAsync("q", ["new"]);
        held.Release();
        await Task.WhenAll(one, other);
        Assert.That(held.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ManyThreadsScoreEveryCallOnce()
    {
        var scored = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var inner = new StubReranker(async call =>
        {
            scored.AddOrUpdate(call.Query, 1, (_, count) => count + 1);
            await Task.Yield();
            return StubReranker.Rank(call, text => text.Length);
        });
        using CachingReranker reranker = new(inner);
        await Parallel.ForAsync(0, 2000, async (i, token) =>
        {
            RerankResponse response = await reranker.RerankAsync($"query {i % 100}", Candidates, null, token);
            Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (2, 3.0), (1, 2.0), (0, 1.0) }));
        });
        Assert.That(scored, Has.Count.EqualTo(100));
        Assert.That(scored.Values, Is.All.EqualTo(1));
    }

    [Test]
    public async Task CallsThatAreNotIdenticalShareNothing()
    {
        var held = new HeldReranker();
        using CachingReranker reranker = new(held.Reranker);
        Task[] calls =
        [
            reranker.RerankAsync("q", Candidates),
            reranker.RerankAsync("q", Candidates.Take(2).ToArray()),
            reranker.RerankAsync("q", Candidates, new() { TimeBudget = TimeSpan.FromSeconds(1) }),
            reranker.RerankAsync("q", [.. Candidates.Select(candidate => candidate with { Score = 1 })]),
            reranker.RerankAsync("q", Candidates, new() { Scope = "s" }),
        ];
        held.Release();
        await Task.WhenAll(calls);
        Assert.That(held.Calls, Has.Count.EqualTo(calls.Length));
    }

    [Test]
    public async Task ACallerThatLeavesDoesNotTakeTheOthersAlong([Values] bool theFirstLeaves)
    {
        var held = new HeldReranker();
        using CachingReranker reranker = new(held.Reranker);
        using var leaving = new CancellationTokenSource();
        using var staying = new CancellationTokenSource();
        Task<RerankResponse> first = reranker.RerankAsync("q", Candidates, null, theFirstLeaves ? leaving.Token : staying.Token);
        Task<RerankResponse> second = reranker.RerankAsync("q", Candidates, null, theFirstLeaves ? staying.Token : leaving.Token);
        await leaving.CancelAsync();
        (Task<RerankResponse> left, Task<RerankResponse> stayed) = theFirstLeaves ? (first, second) : (second, first);

        OperationCanceledException? cancelled = Assert.CatchAsync<OperationCanceledException>(() => left);
        Assert.That(cancelled!.CancellationToken, Is.EqualTo(leaving.Token));
        Assert.That(held.Calls.Single().CancellationToken.IsCancellationRequested, Is.False);
        held.Release();
        RerankResponse response = await stayed;
        Assert.That(response.Results, Has.Count.EqualTo(3));
        Assert.That(response.Usage, Is.Not.Null, "who stays reports the cost");
        Assert.That((await reranker.RerankAsync("q", Candidates)).Stages[0].Decision, Is.EqualTo("hit"));
    }

    [Test]
    public async Task TheLastCallerToLeaveEndsTheWork()
    {
        var held = new HeldReranker();
        using CachingReranker reranker = new(held.Reranker);
        using var one = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        Task<RerankResponse> first = reranker.RerankAsync("q", Candidates, null, one.Token);
        Task<RerankResponse> second = reranker.RerankAsync("q", Candidates, null, other.Token);
        await one.CancelAsync();
        await other.CancelAsync();

        Assert.That(held.Calls.Single().CancellationToken.IsCancellationRequested, Is.True);
        Assert.That(Assert.CatchAsync<OperationCanceledException>(() => first)!.CancellationToken, Is.EqualTo(one.Token));
        Assert.That(Assert.CatchAsync<OperationCanceledException>(() => second)!.CancellationToken, Is.EqualTo(other.Token));

        Task<RerankResponse> late = reranker.RerankAsync("q", Candidates);
        held.Release();
        Assert.That((await late).Results, Has.Count.EqualTo(3), "a new caller does not join work that is ending");
        Assert.That(held.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task WorkOnTheCallersOwnThreadCanBeCancelled()
    {
        using var source = new CancellationTokenSource();
        bool seen = false;
        var inner = new StubReranker(call =>
        {
            source.Cancel();
            seen |= call.CancellationToken.IsCancellationRequested;
            call.CancellationToken.ThrowIfCancellationRequested();
            return StubReranker.Rank(call, text => text.Length);
        });
        using CachingReranker reranker = new(inner);
        Assert.CatchAsync<OperationCanceledException>(() => reranker.RerankAsync("q", Candidates, null, source.Token));
        Assert.That(seen, Is.True);
        Assert.That((await reranker.RerankAsync("q", Candidates)).Results, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task AFailureReachesEveryCallerAndTheNextCallTriesAgain()
    {
        var held = new HeldReranker();
        using CachingReranker reranker = new(held.Reranker);
        Task<RerankResponse>[] calls = [.. Enumerable.Range(0, 3).Select(_ => reranker.RerankAsync("q", Candidates))];
        held.Fail(new HttpRequestException("503"));
        foreach (Task<RerankResponse> call in calls)
        {
            Assert.That(async () => await call, Throws.InstanceOf<HttpRequestException>().With.Message.EqualTo("503"));
        }

        held.Hold();
        Task<RerankResponse> again = reranker.RerankAsync("q", Candidates);
        held.Release();
        Assert.That((await again).Results, Has.Count.EqualTo(3));
        Assert.That(held.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public void ATimeoutOfTheInnerRerankerIsItsOwnException()
    {
        var inner = new StubReranker(Task<RerankResponse> (_) => throw new TaskCanceledException("the provider did not answer"));
        using CachingReranker reranker = new(inner);
        Assert.That(
            async () => await reranker.RerankAsync("q", Candidates),
            Throws.InstanceOf<TaskCanceledException>().With.Message.EqualTo("the provider did not answer"));
    }

    [Test]
    public async Task InvalidatingAndScoringAtOnceNeverServesWhatWasScoredBefore()
    {
        int version = 0;
        var inner = new StubReranker(call => StubReranker.Rank(call, _ => Volatile.Read(ref version)));
        using CachingReranker reranker = new(inner);
        RerankCandidate[] candidates = [new("text") { Id = "d" }];
        await Parallel.ForAsync(0, 8, async (worker, token) =>
        {
            for (int i = 0; i < 300; i++)
            {
                if (worker == 0)
                {
                    Interlocked.Increment(ref version);
                    await reranker.InvalidateAsync("d", null, token);
                }
                else
                {
                    await Task.Yield();
                    await reranker.RerankAsync("q", candidates, null, token);
                }
            }
        });
        RerankResponse response = await reranker.RerankAsync("q", candidates);
        Assert.That(response.Results.Single().Score, Is.EqualTo(300));
    }

    /// <summary>A reranker whose calls wait until they are let go.</summary>
    private sealed class HeldReranker
    {
        private TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HeldReranker() => Reranker = new(async call =>
        {
            await _gate.Task.WaitAsync(call.CancellationToken);
            return new(StubReranker.Rank(call, text => text.Length), StubReranker.Rank(call, text => text.Length).Results) { Usage = new() { InputTokenCount = 1 } };
        });

        public StubReranker Reranker { get; }

        public ConcurrentQueue<StubCall> Calls => Reranker.Calls;

        public void Hold() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _gate.SetResult();

        public void Fail(Exception exception) => _gate.SetException(exception);
    }
}
