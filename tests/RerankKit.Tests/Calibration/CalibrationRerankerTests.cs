using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Calibration;

public class CalibrationRerankerTests
{
    private static readonly string[] Documents = ["a", "bb", "ccc", "dddd"];

    [Test]
    public async Task ScoresBecomeProbabilitiesInTheSameOrder()
    {
        using IReranker reranker = Lengths().UseCalibration(Options(ScoreCalibration.Platt(1, -3))).Build();

        RerankResponse response = await reranker.RerankAsync("q", Documents);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 3, 2, 1, 0 }));
        Assert.That(response.Results.Select(result => result.Score), Is.EqualTo(new[] { 4, 3, 2, 1 }.Select(score => 1 / (1 + Math.Exp(3 - score)))).Within(1e-12));
        Assert.That(response.Results[0].RawScore, Is.EqualTo(4));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Probability));
        Assert.That(reranker.GetService<RerankerMetadata>()!.ScoreKind, Is.EqualTo(RerankScoreKind.Probability));
        Assert.That((response.Answerable, response.BestProbability), Is.EqualTo(((bool?)null, (double?)response.Results[0].Score)));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("calibrated"));
    }

    [TestCase(0.7, true)]
    [TestCase(0.8, false)]
    public async Task TheBestProbabilitySaysWhetherAnythingIsRelevant(double threshold, bool expected)
    {
        CalibrationOptions options = Options(ScoreCalibration.Platt(1, -3));
        options.AnswerThreshold = threshold;
        using IReranker reranker = Lengths().UseCalibration(options).Build();

        Assert.That((await reranker.RerankAsync("q", Documents, new() { TopN = 1 })).Answerable, Is.EqualTo(expected));
    }

    [Test]
    public async Task ScoresThatMeanTheSameKeepTheRerankersOrder()
    {
        using IReranker reranker = Lengths().UseCalibration(Options(ScoreCalibration.Isotonic([new(0, 0.2), new(100, 0.2)]))).Build();

        RerankResponse response = await reranker.RerankAsync("q", [.. Documents, "eeee"]);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 3, 4, 2, 1, 0 }));
        Assert.That(response.Results.Select(result => result.Score), Is.Ordered.Descending.And.All.EqualTo(0.2).Within(1e-12));
        Assert.That(response.Results[0].Score, Is.EqualTo(response.Results[1].Score).And.GreaterThan(response.Results[2].Score));
    }

    [Test]
    public async Task AnAlternativeOfAFallbackIsLeftAsItIs()
    {
        using IReranker reranker = new StubReranker((string text) => text.Length > 0 ? throw new TimeoutException() : 0.0).AsBuilder()
            .UseScoreCutoff(0.9, RerankScoreKind.Probability)
            .UseCalibration(Options(ScoreCalibration.Platt(1, -3)))
            .UseFallback()
            .Build();

        RerankResponse response = await reranker.RerankAsync("q", Documents);

        Assert.That(response.Results, Has.Count.EqualTo(4));
        Assert.That(response.Answerable, Is.Null);
        Assert.That(response.Stages[1].Decision, Is.EqualTo("not-applied"));
    }

    [Test]
    public void ACalibrationForAnotherKindOfScoreIsRefusedWhenThePipelineIsBuilt() =>
        Assert.That(
            () => Lengths().UseCalibration(Options(ScoreCalibration.Platt(1, -3).With(RerankScoreKind.Similarity, null, null, null, null))).Build(),
            Throws.ArgumentException.With.Message.Contains("fitted on scores of kind Similarity, these are Logit").And.Message.Contains("rerankkit calibrate"));

    [Test]
    public async Task ACutoffTakesACalibrationForAnyScoresAndRefusesAnothersInTheSameWords()
    {
        RerankResponse cut = await Cut(ScoreCalibration.Platt(1, -3)).RerankAsync("q", Documents);
        Assert.That(cut.Results.Select(result => result.Score), Is.EqualTo(new[] { 4, 3 }));
        Assert.That(
            () => Cut(ScoreCalibration.Platt(1, -3).With(RerankScoreKind.Similarity, null, null, null, null)).RerankAsync("q", Documents),
            Throws.InvalidOperationException.With.Message.Contains("fitted on scores of kind Similarity, these are Logit").And.Message.Contains("rerankkit calibrate"));

        static IReranker Cut(ScoreCalibration calibration) => Lengths().UseScoreCutoff(new ScoreCutoffOptions { Calibration = calibration, MinScore = 0.5 }).Build();
    }

    [Test]
    public async Task ConfigurationNamesTheFileForCalibrationCutoffAndBlend()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        try
        {
            ScoreCalibration.Platt(1, -3).With(RerankScoreKind.Logit, null, 0.5, new(0, ScoreNormalization.MinMax), null).Save(path);
            using ServiceProvider services = Configured(path, "Calibration", "Path");
            Assert.That((await services.GetRequiredService<IReranker>().RerankAsync("q", Documents)).Answerable, Is.True);

            using ServiceProvider cutting = Configured(path, "ScoreCutoff", "CalibrationPath", ("MinScore", "0.5"));
            RerankResponse cut = await cutting.GetRequiredService<IReranker>().RerankAsync("q", Documents);
            Assert.That(cut.Results.Select(result => result.Score), Is.EqualTo(new[] { 4, 3 }));

            using ServiceProvider blending = Configured(path, "Blend", "CalibrationPath");
            RerankResponse blended = await blending.GetRequiredService<IReranker>().RerankAsync("q", [new("a") { Score = 2 }, new("bb") { Score = 1 }]);
            Assert.That(blended.Results[0].Index, Is.Zero);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void AFileThatIsMissingIsSaidWithTheKey() =>
        Assert.That(
            () => Configured("/nowhere/calibration.json", "Calibration", "Path").GetRequiredService<IReranker>(),
            Throws.InvalidOperationException.With.Message.Contains("Pipeline:0:Path").And.Message.Contains("/nowhere/calibration.json"));

    [Test]
    public void ABlendThatWasNotFittedIsRefused() =>
        Assert.That(() => new BlendOptions().Take(ScoreCalibration.Platt(1, 0)), Throws.ArgumentException.With.Message.Contains("without a first stage"));

    private static RerankerBuilder Lengths() => new StubReranker(text => text.Length).AsBuilder();

    private static CalibrationOptions Options(ScoreCalibration calibration) => new() { Calibration = calibration };

    private static ServiceProvider Configured(string path, string decorator, string key, params (string Key, string Value)[] more)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Provider"] = "lengths",
            ["Pipeline:0:Use"] = decorator,
            [$"Pipeline:0:{key}"] = path,
        };
        foreach ((string name, string value) in more)
        {
            settings[$"Pipeline:0:{name}"] = value;
        }

        return new ServiceCollection()
            .AddRerankerProvider("lengths", (_, _) => new StubReranker(text => text.Length))
            .AddReranking(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
    }
}

public class CalibrationConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder().UseCalibration(new CalibrationOptions { Calibration = ScoreCalibration.Platt(0.01, 0) }).Build();
}
