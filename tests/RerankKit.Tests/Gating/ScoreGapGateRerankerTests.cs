using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Gating;

public class ScoreGapGateRerankerTests
{
    [TestCase(ScoreGapMode.Relative, 0.6, true)]
    [TestCase(ScoreGapMode.Relative, 0.61, false)]
    [TestCase(ScoreGapMode.Absolute, 6, true)]
    [TestCase(ScoreGapMode.Absolute, 6.01, false)]
    [TestCase(ScoreGapMode.ZScore, 2.57, true)]
    [TestCase(ScoreGapMode.ZScore, 2.58, false)]
    public async Task AWideGapSkipsTheReranker(ScoreGapMode mode, double threshold, bool gated)
    {
        // The mean is 5.4 and the variance 27.2 / 5, so the gap of 6 is 2.5725 standard deviations.
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder()
            .UseScoreGapGate(options => (options.Mode, options.Threshold, options.Rank) = (mode, threshold, 3))
            .Build();

        RerankResponse response = await reranker.RerankAsync("q", Scored(10, 5, 4, 4, 4));

        Assert.That(inner.Calls, Has.Count.EqualTo(gated ? 0 : 1));
        Assert.That(response.Stages[0].Decision, Is.EqualTo(gated ? "gated" : "passed"));
        Assert.That(response.Results.All(result => result.Placement == RerankPlacement.Gated), Is.EqualTo(gated));
    }

    [Test]
    public async Task AGatedAnswerIsTheFirstStagesOrderCutToTopN()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseScoreGapGate().Build();

        RerankResponse response = await reranker.RerankAsync("q", Scored(1, 10, 2), new() { TopN = 2 });

        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (1, 10.0), (2, 2.0) }));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.FirstStage));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("Relative gap 0.900, threshold 0.5"));
    }

    [Test]
    public void TheGapReachesToTheLastOfAShortUnsortedList()
    {
        Assert.That(ScoreGap.Measure(Scored(3, 9, 6), ScoreGapMode.Absolute, 10), Is.EqualTo(6));
        Assert.That(ScoreGap.Measure(Scored(3, 9, 6), ScoreGapMode.Absolute, 2), Is.EqualTo(3));
    }

    [Test]
    public void WithoutAScoreForEveryCandidateThereIsNoGap()
    {
        RerankCandidate[] candidates = [new("a") { Score = 10 }, new("b"), new("c") { Score = 1 }];
        Assert.That(ScoreGap.Measure(candidates, ScoreGapMode.Relative, 10), Is.Null);
        Assert.That(ScoreGap.Measure(Scored(1, double.NaN), ScoreGapMode.Absolute, 10), Is.Null);
        Assert.That(ScoreGap.Measure(Scored(1), ScoreGapMode.Absolute, 10), Is.Null);
    }

    [Test]
    public void EqualOrZeroScoresGiveNoGapInsteadOfInfinity()
    {
        Assert.That(ScoreGap.Measure(Scored(0, 0), ScoreGapMode.Relative, 10), Is.Null);
        Assert.That(ScoreGap.Measure(Scored(2, 2), ScoreGapMode.ZScore, 10), Is.Null);
        Assert.That(ScoreGap.Measure(Scored(0, -1), ScoreGapMode.Relative, 10), Is.Null);
    }

    [Test]
    public async Task WithoutScoresTheGateDoesNothing()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseScoreGapGate().Build();

        RerankResponse response = await reranker.RerankAsync("q", ["a", "b"]);

        Assert.That(inner.Calls, Has.Count.EqualTo(1));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("no-scores"));
    }

    [Test]
    public void OptionsRefuseWhatMeansNothing()
    {
        Assert.That(() => new ScoreGapGateOptions { Threshold = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ScoreGapGateOptions { Rank = 1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ScoreGapGateOptions { ShadowRate = 1.5 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ScoreGapGateOptions { ShadowDepth = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ScoreGapGateOptions { Mode = (ScoreGapMode)7 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task ASampleOfSkippedCallsIsRerankedToLearnTheRegret()
    {
        var inner = new StubReranker(text => text[^1]);
        var regrets = new List<GateRegret>();
        using var gate = new ScoreGapGateReranker(inner, new()
        {
            Threshold = 0.5,
            ShadowRate = 0.1,
            ShadowDepth = 2,
            Sample = () => 0.05,
            OnRegret = regrets.Add,
        });

        RerankResponse response = await gate.RerankAsync("q", Scored(10, 4, 2), new() { TopN = 1 });
        await gate.WhenIdleAsync();

        Assert.That(response.Results.Single().Index, Is.Zero, "the caller gets the first stage's order");
        GateRegret regret = regrets.Single();
        Assert.That((regret.Gap, regret.TopChanged, regret.RankOfFirst), Is.EqualTo((0.8, true, 3)));
        Assert.That(inner.Calls.Single().Options?.TopN, Is.Null, "the whole ranking is compared");
    }

    [Test]
    public async Task CallsOutsideTheSampleAreNotReranked()
    {
        var inner = new StubReranker();
        using var gate = new ScoreGapGateReranker(inner, new() { Threshold = 0.5, ShadowRate = 0.1, Sample = () => 0.1 });
        await gate.RerankAsync("q", Scored(10, 4, 2));
        await gate.WhenIdleAsync();
        Assert.That(inner.Calls, Is.Empty);
    }

    [Test]
    public void DisposingAGateWithAShadowDisposesItsInnerReranker()
    {
        var inner = new StubReranker();
        new ScoreGapGateReranker(inner, new() { ShadowRate = 1 }).Dispose();
        Assert.That(inner.DisposeCount, Is.EqualTo(1));
    }

    private static RerankCandidate[] Scored(params double[] scores) =>
        [.. scores.Select((score, i) => new RerankCandidate($"text {i}") { Score = score })];
}

public class PassingGateConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseScoreGapGate(options => options.Threshold = 100).Build();
}

public class GatingGateConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseScoreGapGate(options => options.Threshold = 0.1).Build();
}
