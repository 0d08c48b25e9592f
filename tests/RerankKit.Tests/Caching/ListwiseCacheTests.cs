using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Caching;

/// <summary>Rerankers that read the whole list at once are cached by the whole list.</summary>
public class ListwiseCacheTests
{
    private static readonly RerankerMetadata Listwise = new("list") { DefaultModelId = "m", IsPointwise = false };

    [Test]
    public async Task TheSameListIsAHit()
    {
        StubReranker inner = Create();
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        RerankResponse first = await reranker.RerankAsync("q", ["a", "b", "a", "c"]);
        RerankResponse second = await reranker.RerankAsync("q", ["a", "b", "a", "c"], new() { TopN = 3 });

        Assert.That(inner.Calls, Has.Count.EqualTo(1));
        Assert.That(first.Results.Select(result => result.Index), Is.EqualTo(new[] { 3, 2, 1, 0 }), "equal texts have places of their own");
        Assert.That(second.Results.Select(result => (result.Index, result.Score, result.Placement)), Is.EqualTo(new[]
        {
            (3, 1.0, RerankPlacement.Cached), (2, 1 / 2.0, RerankPlacement.Cached), (1, 1 / 3.0, RerankPlacement.Cached),
        }));
        Assert.That((second.ScoreKind, second.Stages[0].Decision), Is.EqualTo((RerankScoreKind.RankOnly, "hit")));
    }

    [Test]
    public async Task AnyOtherListIsAMiss()
    {
        StubReranker inner = Create();
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        IReadOnlyList<RerankCandidate>[] lists =
        [
            ["a", "b", "c"],
            ["a", "c", "b"],
            ["a", "b"],
            ["a", "b", "c", "d"],
            ["a", "b", "x"],
            [new("a") { Score = 1 }, "b", "c"],
            [new("a") { Score = 0 }, "b", "c"],
        ];
        foreach (IReadOnlyList<RerankCandidate> list in lists)
        {
            RerankResponse response = await reranker.RerankAsync("q", list);
            Assert.That(response.Stages[0].Decision, Is.EqualTo("miss"));
        }

        Assert.That(inner.Calls.Select(call => call.Candidates.Count), Is.EqualTo(lists.Select(list => list.Count)));
    }

    [Test]
    public async Task AListIsNeverServedInPart()
    {
        StubReranker inner = Create();
        using CachingReranker reranker = new(inner, new() { MaxEntries = 3 });
        RerankCandidate[] candidates = ["a", "b", "c"];
        await reranker.RerankAsync("q", candidates);
        await reranker.RerankAsync("q", ["z"]);
        RerankResponse response = await reranker.RerankAsync("q", candidates);
        Assert.That(response.Stages[0].Decision, Is.EqualTo("miss"));
        Assert.That(inner.Calls.Last().Candidates, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task AnInvalidatedCandidateInvalidatesItsLists()
    {
        StubReranker inner = Create();
        using CachingReranker reranker = new(inner);
        RerankCandidate[] candidates = [new("a") { Id = "1" }, new("b") { Id = "2" }];
        await reranker.RerankAsync("q", candidates);
        await reranker.InvalidateAsync("2");
        RerankResponse response = await reranker.RerankAsync("q", candidates);
        Assert.That((response.Stages[0].Decision, inner.Calls.Count), Is.EqualTo(("miss", 2)));
        Assert.That((await reranker.RerankAsync("q", candidates)).Stages[0].Decision, Is.EqualTo("hit"));
    }

    [Test]
    public async Task ACascadesAnswerIsServedWithItsEarlierStages()
    {
        var inner = new StubReranker(_ => new RerankResponse(
            [new(1, 9), new(3, 4), RerankResult.Unscored(2, RerankPlacement.EarlierStage) with { RawScore = 7 }, RerankResult.Unscored(0, RerankPlacement.EarlierStage)])
        {
            ScoreKind = RerankScoreKind.Logit,
        })
        {
            Metadata = Listwise,
        };
        using CachingReranker reranker = new(inner);
        RerankResponse first = await reranker.RerankAsync("q", ["a", "b", "c", "d"]);
        RerankResponse second = await reranker.RerankAsync("q", ["a", "b", "c", "d"]);

        Assert.That(inner.Calls, Has.Count.EqualTo(1));
        Assert.That(second.Results.Select(result => (result.Index, result.Score, result.RawScore)), Is.EqualTo(first.Results.Select(result => (result.Index, result.Score, result.RawScore))));
        Assert.That(second.Results.Select(result => result.Placement), Is.EqualTo(new[]
        {
            RerankPlacement.Cached, RerankPlacement.Cached, RerankPlacement.EarlierStage, RerankPlacement.EarlierStage,
        }));
    }

    [Test]
    public async Task AListThatWasNotRankedToItsEndIsNotStored()
    {
        var inner = new StubReranker(_ => new RerankResponse([new(1, 9), RerankResult.Unscored(0, RerankPlacement.OverBudget)]) { ScoreKind = RerankScoreKind.Logit })
        {
            Metadata = Listwise,
        };
        using CachingReranker reranker = new(inner);
        await reranker.RerankAsync("q", ["a", "b"]);
        RerankResponse response = await reranker.RerankAsync("q", ["a", "b"]);
        Assert.That(inner.Calls, Has.Count.EqualTo(2));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("not stored: the list was not ranked to its end"));
    }

    [Test]
    public void EntriesOfTwoAnswersAreNoRanking()
    {
        Assert.That(CachedRanking.ByRank(Entries((0, 5), (0, 4)), null), Is.Null, "two candidates at one rank");
        Assert.That(CachedRanking.ByRank(Entries((0, 4), (1, 5)), null), Is.Null, "a worse score before a better one");
        Assert.That(CachedRanking.ByRank(Entries((0, 4), (2, 3)), null), Is.Null, "a rank that the list does not have");
        Assert.That(CachedRanking.ByRank(Entries((1, 4), (0, 5)), null)!.Select(result => result.Index), Is.EqualTo(new[] { 1, 0 }));
    }

    private static CachedPair[] Entries(params (int Rank, double Score)[] entries) =>
        [.. entries.Select(entry => new CachedPair { Entry = new(new(entry.Rank, entry.Score), RerankScoreKind.Logit, 0, 1) })];

    // The last candidate first: an order that no score of a single pair explains.
    private static StubReranker Create() => new(call => new RerankResponse(
        [.. Enumerable.Range(0, call.Candidates.Count).Select(rank => new RerankResult(call.Candidates.Count - 1 - rank, 1.0 / (rank + 1)))])
    {
        ScoreKind = RerankScoreKind.RankOnly,
    })
    {
        Metadata = Listwise,
    };
}
