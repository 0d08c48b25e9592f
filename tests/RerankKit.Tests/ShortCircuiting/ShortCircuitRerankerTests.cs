using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.ShortCircuiting;

public class ShortCircuitRerankerTests
{
    [Test]
    public async Task OneCandidateIsAnsweredWithoutACall()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseShortCircuit().Build();

        RerankResponse response = await reranker.RerankAsync("q", ["only"]);

        Assert.That(inner.Calls, Is.Empty);
        Assert.That(response.Results.Single(), Is.EqualTo(new RerankResult(0, 1) { Placement = RerankPlacement.ShortCircuited }));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.RankOnly));
        Assert.That(response.Stages.Single().Decision, Is.EqualTo("answered"));
    }

    [Test]
    public async Task NoMoreCandidatesThanAskedForStayInFirstStageOrder()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseShortCircuit().Build();
        RerankCandidate[] candidates = [new("a") { Score = 0.1 }, new("b") { Score = 0.9 }];

        RerankResponse response = await reranker.RerankAsync("q", candidates, new() { TopN = 2 });

        Assert.That(inner.Calls, Is.Empty);
        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (1, 0.9), (0, 0.1) }));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.FirstStage));
    }

    [Test]
    public async Task TwoCandidatesAreRerankedWhereNoTopNIsGiven()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseShortCircuit().Build();
        await reranker.RerankAsync("q", ["a", "b"]);
        await reranker.RerankAsync("q", ["a", "b"], new() { TopN = 1 });
        Assert.That(inner.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public void ACandidateWithoutTextIsRefusedEvenWithoutACall()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseShortCircuit().Build();
        RerankCandidate[] candidates = [default];
        Assert.That(async () => await reranker.RerankAsync("q", candidates), Throws.ArgumentException);
    }
}

public class ShortCircuitConformance : RerankerConformanceTests
{
    protected override bool TopNMayChangeTheOrder => true;

    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseShortCircuit().Build();
}
