using RerankKit.Authoring;

namespace RerankKit.Tests.Authoring;

public class RankedResultsTests
{
    private static readonly RerankCandidate[] Candidates =
    [
        new("a") { Score = 1 }, new("b") { Score = 4 }, new("c") { Score = 3 }, new("d") { Score = 2 },
    ];

    [Test]
    public void ScoredCandidatesComeBestFirstAndEqualOnesInTheirOwnOrder()
    {
        RerankResult[] ranked = RankedResults.Create([new(0, 1), new(1, 2), new(2, 1), new(3, 2)], Candidates, topN: null);
        Assert.That(ranked.Select(result => result.Index), Is.EqualTo(new[] { 1, 3, 0, 2 }));
    }

    [Test]
    public void WhatHasNoScoreFollowsInFirstStageOrderAndSaysWhy()
    {
        RerankResult[] ranked = RankedResults.Create(
            [RerankResult.Unscored(0, RerankPlacement.OverBudget), new(1, double.NaN), RerankResult.Unscored(2, RerankPlacement.OverBudget), new(3, -7)],
            Candidates,
            topN: null);
        Assert.That(ranked.Select(result => result.Index), Is.EqualTo(new[] { 3, 1, 2, 0 }));
        Assert.That(
            ranked.Select(result => result.Placement),
            Is.EqualTo(new[] { RerankPlacement.Scored, RerankPlacement.Unscored, RerankPlacement.OverBudget, RerankPlacement.OverBudget }));
        Assert.That(ranked.Skip(1).Select(result => result.Score), Is.All.EqualTo(0));
    }

    [Test]
    public void TopNCutsTheRanking([Values(1, 2, 4, 9)] int topN)
    {
        RerankResult[] results = [new(0, 1), RerankResult.Unscored(1, RerankPlacement.Capped), new(2, 3), RerankResult.Unscored(3, RerankPlacement.Capped)];
        RerankResult[] whole = RankedResults.Create(results, Candidates, topN: null);
        Assert.That(RankedResults.Create(results, Candidates, topN), Is.EqualTo(whole.Take(topN)));
    }

    [Test]
    public void MissingOrMisplacedResultsAreRefused()
    {
        Assert.That(() => RankedResults.Create([new(0, 1)], Candidates, null), Throws.ArgumentException.With.Message.Contains("1 results for 4 candidates"));
        Assert.That(
            () => RankedResults.Create([new(0, 1), new(2, 1), new(1, 1), new(3, 1)], Candidates, null),
            Throws.ArgumentException.With.Message.Contains("Result 1 is for candidate 2"));
    }
}
