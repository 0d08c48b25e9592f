using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Cutoffs;

public class ScoreCutoffRerankerTests
{
    private static readonly string[] Documents = ["a", "bb", "ccc", "dddd"];

    [Test]
    public async Task CandidatesBelowTheThresholdAreDropped()
    {
        using IReranker reranker = new StubReranker(text => text.Length).AsBuilder().UseScoreCutoff(3, RerankScoreKind.Logit).Build();

        RerankResponse response = await reranker.RerankAsync("q", Documents);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 3, 2 }));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("cut"));
    }

    [Test]
    public void AScoreOfAnotherKindIsRefusedWithTheRemedy()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseScoreCutoff(0.5, RerankScoreKind.Probability).Build();
        Assert.That(
            async () => await reranker.RerankAsync("q", Documents),
            Throws.InvalidOperationException.With.Message.Contains("Probability").And.Message.Contains("Logit"));
    }

    [Test]
    public async Task TheBestStayWhateverTheirScoreWhenAMinimumIsSet()
    {
        using IReranker reranker = new StubReranker(text => text.Length).AsBuilder()
            .UseScoreCutoff(new ScoreCutoffOptions { MinScore = 100, ScoreKind = RerankScoreKind.Logit, MinResults = 1 })
            .Build();

        Assert.That((await reranker.RerankAsync("q", Documents)).Results.Select(result => result.Index), Is.EqualTo(new[] { 3 }));
    }

    [TestCase(false, new[] { 1 })]
    [TestCase(true, new[] { 1, 2, 3 })]
    public async Task UnscoredCandidatesStayOnlyWhenAsked(bool keepUnscored, int[] expected)
    {
        using IReranker reranker = new StubReranker(text => text.Length).AsBuilder()
            .UseScoreCutoff(new ScoreCutoffOptions { MinScore = 2, ScoreKind = RerankScoreKind.Logit, KeepUnscored = keepUnscored })
            .UseCandidateCap(2)
            .Build();

        Assert.That((await reranker.RerankAsync("q", Documents)).Results.Select(result => result.Index), Is.EqualTo(expected));
    }

    [Test]
    public async Task AResponseInFirstStageOrderPassesWhole()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseScoreCutoff(2, RerankScoreKind.Logit).UseScoreGapGate().Build();
        RerankCandidate[] candidates = [new("a") { Score = 10 }, new("b") { Score = 1 }];

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        Assert.That(response.Results, Has.Count.EqualTo(2));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("not-applied"));
    }

    [TestCase(RerankScoreKind.Unspecified)]
    [TestCase(RerankScoreKind.RankOnly)]
    [TestCase(RerankScoreKind.FirstStage)]
    public void KindsThatCarryNoThresholdAreRefused(RerankScoreKind kind) =>
        Assert.That(() => new ScoreCutoffOptions { ScoreKind = kind }, Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void AThresholdThatIsNotFiniteIsRefused() =>
        Assert.That(() => new ScoreCutoffOptions { MinScore = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
}

public class ScoreCutoffConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder().UseScoreCutoff(-1000, RerankScoreKind.Logit).Build();
}
