using Microsoft.Extensions.DependencyInjection;
using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Caching;

/// <summary>What is stored, and what never is.</summary>
public class CacheStoringTests
{
    private static readonly RerankerMetadata OfAnyKind = new("stub") { DefaultModelId = "m" };

    [Test]
    public async Task AFailureReachesTheCallerAndIsNotStored()
    {
        var failure = new InvalidOperationException("no GPU");
        int calls = 0;
        var inner = new StubReranker(call => ++calls == 1 ? throw failure : StubReranker.Rank(call, text => text.Length));
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        Assert.That(async () => await reranker.RerankAsync("q", ["a"]), Throws.InvalidOperationException.With.Message.EqualTo("no GPU"));
        RerankResponse response = await reranker.RerankAsync("q", ["a"]);
        Assert.That(response.Stages[0].Decision, Is.EqualTo("miss"));
        Assert.That(calls, Is.EqualTo(2));
    }

    [Test]
    public async Task ACancelledCallIsNotStored()
    {
        using var source = new CancellationTokenSource();
        var inner = new StubReranker(async call =>
        {
            await source.CancelAsync();
            call.CancellationToken.ThrowIfCancellationRequested();
            return StubReranker.Rank(call, text => text.Length);
        });
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        OperationCanceledException? cancelled = Assert.CatchAsync<OperationCanceledException>(() => reranker.RerankAsync("q", ["a"], null, source.Token));
        Assert.That(cancelled!.CancellationToken, Is.EqualTo(source.Token));
        Assert.That(reranker.GetService<IRerankCache>()!.GetStatistics().Entries, Is.Zero);
        await reranker.RerankAsync("q", ["a"]);
        Assert.That(inner.Calls, Has.Count.EqualTo(2));
    }

    [TestCase(RerankPlacement.Gated)]
    [TestCase(RerankPlacement.FellBack)]
    [TestCase(RerankPlacement.ShortCircuited)]
    public async Task TheFirstStagesOrderIsPassedOnAndNotStored(RerankPlacement placement)
    {
        var inner = new StubReranker(call => FirstStageResponse.Create(call.Candidates, placement, call.Options?.TopN, new("gate", "skipped")));
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        RerankCandidate[] candidates = [new("a") { Score = 0.2 }, new("b") { Score = 0.4 }, new("b") { Score = 0.3 }];
        for (int i = 0; i < 2; i++)
        {
            RerankResponse response = await reranker.RerankAsync("q", candidates, new() { TopN = 2 });
            Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.FirstStage));
            Assert.That(response.Results.Select(result => (result.Index, result.Score, result.Placement)), Is.EqualTo(new[]
            {
                (1, 0.4, placement), (2, 0.3, placement),
            }));
            Assert.That((response.Stages[0].Decision, response.Stages[0].Reason), Is.EqualTo(("miss", "not stored: nothing was reranked")));
        }

        Assert.That(inner.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task HitsStandBeforeCandidatesThatTheInnerStagesDidNotRerank()
    {
        bool gated = false;
        var inner = new StubReranker(call => gated
            ? FirstStageResponse.Create(call.Candidates, RerankPlacement.Gated, call.Options?.TopN, new("gate", "skipped"))
            : StubReranker.Rank(call, text => text.Length));
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", [new RerankCandidate("aa") { Score = 1 }]);
        gated = true;

        RerankResponse response = await reranker.RerankAsync("q", [new("b") { Score = 8 }, new("aa") { Score = 1 }, new("ccc") { Score = 9 }]);

        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Logit));
        Assert.That(response.Results.Select(result => (result.Index, result.Score, result.Placement)), Is.EqualTo(new[]
        {
            (1, 2.0, RerankPlacement.Cached), (2, 0.0, RerankPlacement.Gated), (0, 0.0, RerankPlacement.Gated),
        }));
    }

    [TestCase(RerankScoreKind.FirstStage)]
    [TestCase(RerankScoreKind.RankOnly)]
    [TestCase(RerankScoreKind.Fused)]
    public async Task ScoresThatDependOnTheWholeCallAreNotStored(RerankScoreKind kind)
    {
        var inner = new StubReranker(Scoring(kind)) { Metadata = OfAnyKind };
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", ["a", "b"]);
        RerankResponse response = await reranker.RerankAsync("q", ["a", "b"]);
        Assert.That(inner.Calls, Has.Count.EqualTo(2));
        Assert.That(response.Stages[0].Reason, Does.StartWith("not stored"));
        Assert.That(response.ScoreKind, Is.EqualTo(kind));
    }

    [Test]
    public async Task ScoresOfAnotherKindThanDeclaredAreNotStored()
    {
        var inner = new StubReranker(Scoring(RerankScoreKind.Similarity));
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", ["a"]);
        RerankResponse response = await reranker.RerankAsync("q", ["a"]);
        Assert.That(inner.Calls, Has.Count.EqualTo(2));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("not stored: the reranker declares Logit and gave Similarity"));
    }

    [TestCase("cascade", "failed")]
    [TestCase("fallback", "alternative")]
    public async Task WhatStandsInForAFailedRerankerIsNotStored(string stage, string decision)
    {
        var inner = new StubReranker(call => new RerankResponse(StubReranker.Rank(call, text => text.Length).Results)
        {
            ScoreKind = RerankScoreKind.Logit,
            Stages = [new(stage, decision)],
        });
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", ["a"]);
        RerankResponse response = await reranker.RerankAsync("q", ["a"]);
        Assert.That(inner.Calls, Has.Count.EqualTo(2));
        Assert.That(response.Stages[0].Reason, Is.EqualTo($"not stored: stage '{stage}' says '{decision}'"));
    }

    [Test]
    public async Task AnAlternativesAnswerInsideTheCacheIsNotStored()
    {
        bool down = true;
        var main = new StubReranker(call => down ? throw new IOException("down") : StubReranker.Rank(call, text => text.Length));
        var options = new FallbackOptions();
        options.Alternatives.Add(new StubReranker(_ => 7));
        using IReranker reranker = main.AsBuilder().UseCache().Use(inner => new FallbackReranker(inner, options)).Build();
        RerankResponse meanwhile = await reranker.RerankAsync("q", ["a"]);
        down = false;
        RerankResponse recovered = await reranker.RerankAsync("q", ["a"]);
        Assert.That((meanwhile.Results[0].Score, recovered.Results[0].Score), Is.EqualTo((7.0, 1.0)));
    }

    [Test]
    public async Task CachedScoresOfAnotherKindThanTheNewOnesAreScoredAgain()
    {
        RerankScoreKind kind = RerankScoreKind.Logit;
        var inner = new StubReranker(call => new RerankResponse(Scoring(kind)(call), Scoring(kind)(call).Results) { Usage = new() { InputTokenCount = 1 } })
        {
            Metadata = OfAnyKind,
        };
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", ["a", "bb"]);
        kind = RerankScoreKind.Probability;

        RerankResponse mixed = await reranker.RerankAsync("q", ["a", "bb", "ccc"]);
        RerankResponse warm = await reranker.RerankAsync("q", ["a", "bb", "ccc"]);

        Assert.That(inner.Calls.Select(call => call.Candidates.Count), Is.EqualTo(new[] { 2, 1, 3 }));
        Assert.That(mixed.ScoreKind, Is.EqualTo(RerankScoreKind.Probability));
        Assert.That(mixed.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.Scored));
        Assert.That(mixed.Stages[0].Reason, Does.Contain("another kind"));
        Assert.That(mixed.Usage?.InputTokenCount, Is.EqualTo(2), "both calls were paid for");
        Assert.That((warm.Stages[0].Decision, warm.ScoreKind), Is.EqualTo(("hit", RerankScoreKind.Probability)));
    }

    [Test]
    public async Task HitsOfSeveralKindsAreScoredAgain()
    {
        RerankScoreKind kind = RerankScoreKind.Logit;
        var inner = new StubReranker(call => Scoring(kind)(call)) { Metadata = OfAnyKind };
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", ["a"]);
        kind = RerankScoreKind.Probability;
        await reranker.RerankAsync("q", ["bb"]);

        RerankResponse response = await reranker.RerankAsync("q", ["a", "bb"]);

        Assert.That(inner.Calls.Last().Candidates, Has.Count.EqualTo(2));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Probability));
    }

    [Test]
    public async Task ACandidateThatTheInnerRerankerLeftOutComesBackUnscored()
    {
        // Without a guard around it, as a decorator of one's own might be.
        var inner = new StubReranker(call => new RerankResponse([new(1, 5)]) { ScoreKind = RerankScoreKind.Logit });
        using var reranker = new CachingReranker(inner);
        await reranker.RerankAsync("q", ["x", "y"]);
        RerankResponse response = await reranker.RerankAsync("q", ["y", "z", "x"]);
        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
        {
            (0, RerankPlacement.Cached), (2, RerankPlacement.Scored), (1, RerankPlacement.Unscored),
        }));
    }

    private static Func<StubCall, RerankResponse> Scoring(RerankScoreKind kind) =>
        call => new(StubReranker.Rank(call, text => text.Length).Results) { ScoreKind = kind };
}
