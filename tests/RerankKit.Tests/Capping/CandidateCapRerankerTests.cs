using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Capping;

public class CandidateCapRerankerTests
{
    [Test]
    public async Task CapKeepsTheBestByFirstStageScore()
    {
        var inner = new StubReranker(text => text.Length);
        using IReranker reranker = inner.AsBuilder().UseCandidateCap(2).Build();
        RerankCandidate[] candidates = [new("a") { Score = 1 }, new("bb") { Score = 3 }, new("ccc") { Score = 2 }, new("dddd")];

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        Assert.That(inner.Calls.Single().Candidates.Select(candidate => candidate.Text), Is.EqualTo(new[] { "bb", "ccc" }));
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0, 3 }));
        Assert.That(
            response.Results.Select(result => result.Placement),
            Is.EqualTo(new[] { RerankPlacement.Scored, RerankPlacement.Scored, RerankPlacement.Capped, RerankPlacement.Capped }));
        Assert.That(response.Stages[0], Is.EqualTo(new RerankStage("candidate-cap", "capped")
        {
            CandidatesIn = 4,
            CandidatesScored = 2,
            Duration = response.Stages[0].Duration,
        }));
    }

    [Test]
    public async Task CapKeepsTheFirstWhereThereAreNoScores()
    {
        var inner = new StubReranker(text => text.Length);
        using IReranker reranker = inner.AsBuilder().UseCandidateCap(2).Build();

        RerankResponse response = await reranker.RerankAsync("q", ["a", "bb", "ccc"]);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 0, 2 }));
    }

    [Test]
    public async Task AListWithinTheCapPassesThroughUnchanged()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseCandidateCap(3).Build();

        RerankResponse response = await reranker.RerankAsync("q", ["a", "bb", "ccc"]);

        Assert.That(response.Stages.Select(stage => stage.Name), Is.EqualTo(new[] { "stub" }));
    }

    [Test]
    public async Task TopNBeyondTheCapIsFilledWithCappedCandidates()
    {
        using IReranker reranker = new StubReranker(text => text.Length).AsBuilder().UseCandidateCap(2).Build();

        RerankResponse response = await reranker.RerankAsync("q", ["a", "bb", "ccc", "dddd"], new() { TopN = 3 });

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 0, 2 }));
    }

    [Test]
    public void ACapBelowOneIsRefused() =>
        Assert.That(() => new StubReranker().AsBuilder().UseCandidateCap(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
}

public class CandidateCapConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseCandidateCap(5).Build();
}

public class WideCandidateCapConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseCandidateCap(500).Build();
}
