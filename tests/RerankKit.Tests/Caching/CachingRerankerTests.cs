using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Caching;

public class CachingRerankerTests
{
    private static readonly RerankPlacement[] Mixed = [RerankPlacement.Cached, RerankPlacement.Scored];

    [Test]
    public async Task ASecondCallIsAnsweredFromTheCache()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        RerankResponse first = await reranker.RerankAsync("q", ["a", "bb", "ccc"]);
        RerankResponse second = await reranker.RerankAsync("q", ["a", "bb", "ccc"]);

        Assert.That(inner.Calls, Has.Count.EqualTo(1));
        Assert.That(second.Results.Select(Shown), Is.EqualTo(first.Results.Select(Shown)));
        Assert.That(second.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.Cached));
        Assert.That(first.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.Scored));
        Assert.That((second.ScoreKind, second.ModelId, second.Usage), Is.EqualTo((RerankScoreKind.Logit, "stub-model", (UsageDetails?)null)));
        Assert.That(first.Stages.Select(stage => (stage.Name, stage.Decision, stage.CandidatesIn, stage.CandidatesScored)), Is.EqualTo(new[]
        {
            ("cache", "miss", 3, 3), ("stub", "scored", 3, 3),
        }));
        Assert.That(second.Stages.Select(stage => (stage.Name, stage.Decision, stage.CandidatesIn, stage.CandidatesScored, stage.Reason)), Is.EqualTo(new[]
        {
            ("cache", "hit", 3, 0, (string?)null),
        }));
    }

    [Test]
    public async Task OnlyTheMissesGoInwardInOneCallAndInTheirOrder()
    {
        var inner = new StubReranker(text => text.Length);
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", ["bb", "dddd"]);
        RerankCandidate[] candidates =
        [
            new("a") { Score = 5, Id = "1" },
            new("bb") { Score = 4 },
            new("eeeee") { Score = 3, Id = "3", Item = 7 },
            new("dddd"),
            new("ccc") { Score = 1 },
        ];
        var options = new RerankOptions { TopN = 2, Instruction = null, TimeBudget = TimeSpan.FromSeconds(3) };

        RerankResponse response = await reranker.RerankAsync("q", candidates, options);

        StubCall call = inner.Calls.Skip(1).Single();
        Assert.That(call.Candidates, Is.EqualTo(new[] { candidates[0], candidates[2], candidates[4] }));
        Assert.That((call.Options?.TopN, call.Options?.TimeBudget), Is.EqualTo(((int?)null, options.TimeBudget)));
        Assert.That(options.TopN, Is.EqualTo(2));
        Assert.That(response.Results.Select(result => (result.Index, result.Score, result.Placement)), Is.EqualTo(new[]
        {
            (2, 5.0, RerankPlacement.Scored), (3, 4.0, RerankPlacement.Cached),
        }));
        Assert.That(response.Stages[0], Is.EqualTo(new RerankStage("cache", "partial")
        {
            CandidatesIn = 5,
            CandidatesScored = 3,
            Reason = "2 of 5 hits",
            Duration = response.Stages[0].Duration,
        }));
        Assert.That(response.Stages[1].Name, Is.EqualTo("stub"));
    }

    [Test]
    public async Task TheWholeRankingIsStoredThoughTheCallerAskedForItsHead()
    {
        var inner = new StubReranker(text => text.Length);
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        RerankResponse head = await reranker.RerankAsync("q", ["a", "bb", "ccc"], new() { TopN = 1 });
        RerankResponse whole = await reranker.RerankAsync("q", ["a", "bb", "ccc"]);
        RerankResponse two = await reranker.RerankAsync("q", ["a", "bb", "ccc"], new() { TopN = 2 });

        Assert.That(inner.Calls, Has.Count.EqualTo(1));
        Assert.That(head.Results.Select(result => result.Index), Is.EqualTo(new[] { 2 }));
        Assert.That(whole.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0 }));
        Assert.That(two.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1 }));
    }

    [Test]
    public async Task AnEditedDocumentIsNeverServedTheOldScore()
    {
        var inner = new StubReranker(text => text.Contains("new", StringComparison.Ordinal) ? 2 : 1);
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", [new RerankCandidate("old text") { Id = "d" }]);

        RerankResponse edited = await reranker.RerankAsync("q", [new RerankCandidate("new text") { Id = "d" }]);

        Assert.That(edited.Results.Single().Score, Is.EqualTo(2));
        Assert.That(edited.Results.Single().Placement, Is.EqualTo(RerankPlacement.Scored));
    }

    [Test]
    public async Task AMovedDocumentKeepsItsScoreUnderAnotherId()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", [new RerankCandidate("text") { Id = "d" }]);
        RerankResponse moved = await reranker.RerankAsync("q", [new RerankCandidate("text") { Id = "e", Score = 3 }]);
        Assert.That(moved.Results.Single().Placement, Is.EqualTo(RerankPlacement.Cached));
    }

    [Test]
    public async Task EqualScoresKeepTheCandidatesOrderAcrossHitsAndMisses()
    {
        using IReranker reranker = new StubReranker(text => text.Length).AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", ["bb", "dd"]);
        RerankResponse response = await reranker.RerankAsync("q", ["aa", "bb", "cc", "dd", "long"]);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 4, 0, 1, 2, 3 }));
    }

    [Test]
    public async Task EqualTextsAreScoredOnceAndAllGetTheScore()
    {
        var inner = new StubReranker(call => new RerankResponse(
            [.. call.Candidates.Select((c, i) => new RerankResult(i, -i) { RawScore = 10 - i, TokenCount = c.Text.Length, IsTruncated = c.Text == "twin" })])
        {
            ScoreKind = RerankScoreKind.Logit,
        });
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        RerankCandidate[] candidates = [new("twin") { Id = "1" }, "other", new("twin") { Id = "2" }, "twin"];

        RerankResponse miss = await reranker.RerankAsync("q", candidates);
        RerankResponse hit = await reranker.RerankAsync("q", candidates);

        Assert.That(inner.Calls.Single().Candidates.Select(candidate => candidate.Text), Is.EqualTo(new[] { "twin", "other" }));
        Assert.That(miss.Results.Select(result => result.Index), Is.EqualTo(new[] { 0, 2, 3, 1 }));
        foreach (RerankResponse response in new[] { miss, hit })
        {
            Assert.That(response.Results.Select(result => (result.Score, result.RawScore, result.TokenCount, result.IsTruncated)), Is.EqualTo(new[]
            {
                (0.0, 10.0, 4, true), (0.0, 10.0, 4, true), (0.0, 10.0, 4, true), (-1.0, (double?)9.0, (int?)5, false),
            }));
        }

        Assert.That(miss.Stages[0].CandidatesScored, Is.EqualTo(4));
    }

    [Test]
    public async Task UsageIsTheInnerCallsOwn()
    {
        var inner = new StubReranker(call => new RerankResponse(StubReranker.Rank(call, text => text.Length), StubReranker.Rank(call, text => text.Length).Results)
        {
            Usage = new() { InputTokenCount = call.Candidates.Count },
        });
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        Assert.That((await reranker.RerankAsync("q", ["a", "b"])).Usage?.InputTokenCount, Is.EqualTo(2));
        Assert.That((await reranker.RerankAsync("q", ["a", "b", "c"])).Usage?.InputTokenCount, Is.EqualTo(1));
        Assert.That((await reranker.RerankAsync("q", ["a", "b", "c"])).Usage, Is.Null);
    }

    [Test]
    public async Task CandidatesLeftUnscoredFollowInFirstStageOrderAndAreNotStored()
    {
        // The budget is spent after one candidate.
        var inner = new StubReranker(call => new RerankResponse(
            [new(0, call.Candidates[0].Text.Length), .. Enumerable.Range(1, call.Candidates.Count - 1).Select(i => RerankResult.Unscored(i, RerankPlacement.OverBudget))])
        {
            ScoreKind = RerankScoreKind.Logit,
        });
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        RerankCandidate[] candidates = [new("a") { Score = 1 }, new("bb") { Score = 2 }, new("ccc") { Score = 3 }, new("dddd") { Score = 4 }];

        RerankResponse first = await reranker.RerankAsync("q", candidates);
        RerankResponse second = await reranker.RerankAsync("q", candidates);

        Assert.That(first.Results.Select(result => result.Placement).Distinct(), Is.EqualTo(new[] { RerankPlacement.Scored, RerankPlacement.OverBudget }));
        Assert.That(inner.Calls.Select(call => call.Candidates.Count), Is.EqualTo(new[] { 4, 3 }));
        Assert.That(second.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
        {
            (1, RerankPlacement.Scored), (0, RerankPlacement.Cached), (3, RerankPlacement.OverBudget), (2, RerankPlacement.OverBudget),
        }));
        Assert.That(second.Results.Skip(2).Select(result => result.Score), Is.All.Zero);
    }

    [Test]
    public async Task AFullMissWithoutTwinsIsTheInnerRankingItself()
    {
        RerankResult[] ranking = [new(2, 9), new(0, 1), RerankResult.Unscored(1, RerankPlacement.EarlierStage) with { RawScore = 4 }];
        var inner = new StubReranker(_ => new RerankResponse(ranking) { ScoreKind = RerankScoreKind.Logit, ModelId = "answered" });
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        RerankResponse response = await reranker.RerankAsync("q", ["a", "b", "c"]);
        Assert.That(response.Results, Is.SameAs(ranking));
        Assert.That(response.ModelId, Is.EqualTo("answered"));
    }

    [Test]
    public void ACandidateWithoutTextIsRefused()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseCache().Build();
        Assert.That(
            async () => await reranker.RerankAsync("q", ["a", new RerankCandidate(null!)]),
            Throws.ArgumentException.With.Message.Contains("Candidate 1 has no text"));
    }

    [Test]
    public async Task TenThousandCandidatesAreMergedInOrder()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseCache().Build();
        string[] texts = [.. Enumerable.Range(0, 10_000).Select(i => $"text {i}")];
        RerankResponse cold = await reranker.RerankAsync("q", texts);
        await reranker.RerankAsync("q", texts.Where((_, i) => i % 3 == 0));
        RerankResponse warm = await reranker.RerankAsync("q", texts);
        Assert.That(warm.Results.Select(Shown), Is.EqualTo(cold.Results.Select(Shown)));
        Assert.That(warm.Stages[0].Decision, Is.EqualTo("hit"));
    }

    [Test]
    public async Task StatisticsCountHitsAndMisses()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseCandidateCap(50).UseCache().Build();
        await reranker.RerankAsync("q", ["a", "b"]);
        RerankResponse response = await reranker.RerankAsync("q", ["a", "b", "c"]);
        RerankCacheStatistics statistics = reranker.GetService<IRerankCache>()!.GetStatistics();
        Assert.That(statistics, Is.EqualTo(new RerankCacheStatistics { Hits = 2, Misses = 3, Entries = 3 }));
        Assert.That(response.Results.Select(result => result.Placement).Distinct(), Is.EquivalentTo(Mixed));
    }

    [Test]
    public void OptionsOutOfRangeAreRefused()
    {
        var options = new RerankCacheOptions();
        Assert.That(() => options.TimeToLive = TimeSpan.Zero, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.TimeToLive = TimeSpan.MaxValue, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MemoryTimeToLive = TimeSpan.FromSeconds(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MaxEntries = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.DistributedTimeout = TimeSpan.Zero, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.DistributedPause = TimeSpan.FromSeconds(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.DistributedPause = TimeSpan.MaxValue, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.DistributedConcurrency = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.NormalizeQuery = null!, Throws.ArgumentNullException);
        Assert.That(() => options.DistributedKeyPrefix = null!, Throws.ArgumentNullException);
        Assert.That(() => ((RerankerBuilder)null!).UseCache(), Throws.ArgumentNullException);
    }

    private static (int Index, double Score) Shown(RerankResult result) => (result.Index, result.Score);
}
