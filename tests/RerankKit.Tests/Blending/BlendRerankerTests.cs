using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Blending;

public class BlendRerankerTests
{
    [Test]
    public async Task ScoresAreNormalisedAndCombined()
    {
        // First stage 10, 6, 2 is 1, 0.5, 0; the reranker's 1, 2, 4 is 0, 1/3, 1.
        using IReranker reranker = Scores(1, 2, 4).AsBuilder().UseBlend(options => options.Weight = 0.6).Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates(10, 6, 2));

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 0, 1 }));
        Assert.That(response.Results.Select(result => result.Score), Is.EqualTo(new[] { 0.6, 0.4, 0.4 }).Within(1e-12));
        Assert.That(response.Results[0].RawScore, Is.EqualTo(4));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Fused));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("blended"));
    }

    [TestCase(0, new[] { 1, 2, 0 })]
    [TestCase(1, new[] { 2, 0, 1 })]
    public async Task TheExtremeWeightsAreOneSideAlone(double weight, int[] expected)
    {
        using IReranker reranker = Scores(2, 1, 3).AsBuilder().UseBlend(options => options.Weight = weight).Build();
        Assert.That((await reranker.RerankAsync("q", Candidates(1, 9, 5))).Results.Select(result => result.Index), Is.EqualTo(expected));
    }

    [Test]
    public async Task RanksNeedNoFirstStageScores()
    {
        using IReranker reranker = Scores(1, 2, 3).AsBuilder()
            .UseBlend(options => (options.Normalization, options.Weight) = (ScoreNormalization.Rank, 0.4))
            .Build();

        // First-stage ranks 1, 2, 3 give 1, 2/3, 1/3; the reranker's 3, 2, 1 give 1/3, 2/3, 1.
        RerankResponse response = await reranker.RerankAsync("q", ["text 0", "text 1", "text 2"]);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(response.Results[0].Score, Is.EqualTo((0.6 * 1) + (0.4 / 3)).Within(1e-12));
    }

    [Test]
    public async Task WithoutAFirstStageScoreForEachTheRankingStays()
    {
        using IReranker reranker = Scores(1, 2, 3).AsBuilder().UseBlend().Build();
        RerankCandidate[] candidates = [new("text 0") { Score = 9 }, new("text 1"), new("text 2") { Score = 1 }];

        RerankResponse response = await reranker.RerankAsync("q", candidates, new() { TopN = 2 });

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1 }));
        Assert.That((response.ScoreKind, response.Stages[0].Decision), Is.EqualTo((RerankScoreKind.Logit, "no-scores")));
    }

    [Test]
    public async Task CandidatesThatWereNotScoredHaveNoPartInTheBlend()
    {
        using IReranker reranker = Scores(4, 3, 2, 1).AsBuilder()
            .UseBlend(options => (options.Normalization, options.Weight) = (ScoreNormalization.Rank, 0.5))
            .UseCandidateCap(2)
            .Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates(1, 2, 3, 4));

        Assert.That(response.Results.Select(result => (result.Index, result.IsScored)), Is.EqualTo(new[] { (2, true), (3, true), (1, false), (0, false) }));
        Assert.That(response.Results[0].Score, Is.EqualTo(0.75).Within(1e-12));
    }

    [Test]
    public async Task AGatedAnswerIsLeftAlone()
    {
        using IReranker reranker = Scores(1, 2).AsBuilder().UseBlend().UseScoreGapGate().Build();

        RerankResponse response = await reranker.RerankAsync("q", Candidates(10, 1));

        Assert.That((response.ScoreKind, response.Stages[0].Decision), Is.EqualTo((RerankScoreKind.FirstStage, "not-applied")));
    }

    [Test]
    public void OptionsRefuseWhatMeansNothing()
    {
        Assert.That(() => new BlendOptions { Weight = 1.1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BlendOptions { Weight = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BlendOptions { Normalization = ScoreNormalization.Borda }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BlendOptions { Normalization = ScoreNormalization.MinMaxInverted }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    // The stub's texts are "text 0", "text 1", ...
    private static StubReranker Scores(params double[] scores) => new(text => scores[text[^1] - '0']);

    private static RerankCandidate[] Candidates(params double[] scores) =>
        [.. scores.Select((score, i) => new RerankCandidate($"text {i}") { Score = score })];
}

public class BlendConformance : RerankerConformanceTests
{
    // Min-max normalisation is over the candidates of the call.
    protected override bool ScoresDependOnTheList => true;

    protected override bool TopNMayChangeTheOrder => false;

    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseBlend().Build();
}

public class BlendByRankConformance : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override bool TopNMayChangeTheOrder => false;

    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder().UseBlend(options => options.Normalization = ScoreNormalization.Rank).UseCandidateCap(5).Build();
}
