namespace RerankKit.Fusion.Tests.Calibration;

[TestFixture]
public sealed class ScoreCalibrationTests
{
    private string _path = "";

    [SetUp]
    public void SetUp() => _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");

    [TearDown]
    public void TearDown() => File.Delete(_path);

    [Test]
    public void PlattIsALogisticCurve()
    {
        ScoreCalibration calibration = ScoreCalibration.Platt(2, -1);

        Assert.That(calibration.Probability(0.5), Is.EqualTo(0.5));
        Assert.That(calibration.Probability(1.5), Is.EqualTo(1 / (1 + Math.Exp(-2))).Within(1e-15));
        Assert.That(calibration.Probability(-1e6), Is.GreaterThan(0));
        Assert.That(calibration.Probability(1e6), Is.EqualTo(1));
    }

    [Test]
    public void IsotonicIsALineThroughItsPoints()
    {
        ScoreCalibration calibration = ScoreCalibration.Isotonic([new(-1, 0.1), new(1, 0.5), new(2, 0.5), new(4, 0.9)]);

        Assert.That(new[] { -9, -1, 0, 1, 1.5, 3, 4, 99 }.Select(calibration.Probability), Is.EqualTo([0.1, 0.1, 0.3, 0.5, 0.5, 0.7, 0.9, 0.9]).Within(1e-15));
    }

    [Test]
    public void AFileKeepsEverything()
    {
        ScoreCalibration written = ScoreCalibration.Isotonic([new(-1.25, 0.1), new(1 / 3.0, 0.5)]).With(
            RerankScoreKind.Logit, "a/model", 0.25, new(0.7, ScoreNormalization.MinMax), new() { Queries = 12, Error = 0.03 });
        written.Save(_path);
        var read = ScoreCalibration.Load(_path);

        Assert.That(read.Points, Is.EqualTo(written.Points));
        Assert.That((read.Method, read.ScoreKind, read.ModelId, read.AnswerThreshold), Is.EqualTo((CalibrationMethod.Isotonic, RerankScoreKind.Logit, "a/model", 0.25)));
        Assert.That(read.Blend, Is.EqualTo(written.Blend));
        Assert.That(read.Evidence, Is.EqualTo(written.Evidence));
    }

    [Test]
    public void TheFileIsTheDocumentedOne()
    {
        File.WriteAllText(_path, """{"version": 1, "method": "Platt", "scoreKind": "Logit", "slope": 0.5, "intercept": -2, "answerThreshold": 0.1}""");

        Assert.That(ScoreCalibration.Load(_path).Probability(4), Is.EqualTo(0.5));
    }

    [TestCase("nonsense", "is not a calibration that can be used")]
    [TestCase("{}", "it has no version")]
    [TestCase("null", "it has no version")]
    [TestCase("""{"version": 2, "other": 1}""", "format version 2; this version of RerankKit reads 1")]
    [TestCase("""{"version": 1, "method": "Platt", "slope": -1, "intercept": 0}""", "slope is -1; allowed is more than 0")]
    [TestCase("""{"version": 1, "method": "Platt"}""", "slope is NaN")]
    [TestCase("""{"version": 1, "method": "Isotonic", "points": []}""", "There is no point")]
    [TestCase("""{"version": 1, "method": "Isotonic", "points": [{"score": 1, "probability": 0.5}, {"score": 0, "probability": 0.6}]}""", "out of order")]
    [TestCase("""{"version": 1, "method": "Platt", "slope": 1, "intercept": 0, "treshold": 0.5}""", "treshold")]
    [TestCase("""{"version": 1, "method": "Platt", "slope": 1, "intercept": 0, "answerThreshold": 5}""", "AnswerThreshold is 5; allowed is 0 to 1")]
    [TestCase("""{"version": 1, "method": "Platt", "slope": 1, "intercept": 0, "blend": {"weight": 3, "normalization": "MinMax"}}""", "weight is 3")]
    public void WhatCannotBeUsedIsSaid(string json, string message)
    {
        File.WriteAllText(_path, json);

        Assert.That(() => ScoreCalibration.Load(_path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Contains(_path));
    }
}
