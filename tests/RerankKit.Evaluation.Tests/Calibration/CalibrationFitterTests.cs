using FsCheck;
using FsCheck.Fluent;

namespace RerankKit.Evaluation.Tests.Calibration;

[TestFixture]
public sealed class CalibrationFitterTests
{
    [Test]
    public void PlattGivesTheNumbersOfLibSvm()
    {
        // scikit-learn's test of its sigmoid calibration, computed with LibSVM's algorithm: 1 / (1 + exp(A·f + B)); A and B to three digits there.
        (double slope, double intercept) = PlattScaling.Fit([5, -4, 1], [true, false, false]);

        Assert.That(-slope, Is.EqualTo(-0.20261354391187855).Within(1e-3));
        Assert.That(-intercept, Is.EqualTo(0.65236314980010512).Within(1e-3));
    }

    [Test]
    public void PlattIsTheMinimumOfSmoothedCrossEntropy() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(sbyte Score, bool IsPositive)[]>().Filter(pairs => pairs.Select(pair => pair.Score).Distinct().Count() > 1),
            pairs =>
            {
                double[] scores = [.. pairs.Select(pair => pair.Score / 10.0)];
                bool[] outcomes = [.. pairs.Select(pair => pair.IsPositive)];
                int positives = outcomes.Count(outcome => outcome);
                double[] targets = [.. outcomes.Select(outcome => outcome ? (positives + 1.0) / (positives + 2.0) : 1.0 / (outcomes.Length - positives + 2.0))];
                double Loss(double slope, double intercept) => scores.Zip(targets, (score, target) =>
                {
                    double p = 1 / (1 + Math.Exp(-((slope * score) + intercept)));
                    return -(target * Math.Log(p)) - ((1 - target) * Math.Log(1 - p));
                }).Sum();
                (double a, double b) = PlattScaling.Fit(scores, outcomes);
                double best = Loss(a, b);
                return new[] { 1e-3, 0.1 }.All(step => Loss(a + step, b) >= best - 1e-9 && Loss(a - step, b) >= best - 1e-9 && Loss(a, b + step) >= best - 1e-9 && Loss(a, b - step) >= best - 1e-9);
            }).QuickCheckThrowOnFailure();

    [Test]
    public void PoolingGivesTheExamplesOfScikitLearn()
    {
        // Its tests of isotonic regression.
        Assert.That(Pool(3, 7, 5, 9, 8, 7, 10), Is.EqualTo([3, 6, 6, 8, 8, 8, 10]));
        Assert.That(Pool(10, 0, 2), Is.EqualTo([4, 4, 4]).Within(1e-12));
        Assert.That(Pool(1, 41, 51, 1, 2, 5, 24), Is.EqualTo([1, 20, 20, 20, 20, 20, 24]).Within(1e-12));

        static double[] Pool(params double[] values) => IsotonicRegression.Pool(values, [.. values.Select(_ => 1.0)]);
    }

    [Test]
    public void PoolingIsTheMinimumOfMaximums() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Value, byte Weight)[]>(),
            pairs =>
            {
                double[] values = [.. pairs.Select(pair => pair.Value / 16.0)];
                double[] weights = [.. pairs.Select(pair => 1.0 + (pair.Weight % 5))];
                double Mean(int from, int to) => Enumerable.Range(from, to - from + 1).Sum(i => values[i] * weights[i]) / Enumerable.Range(from, to - from + 1).Sum(i => weights[i]);
                double[] fitted = IsotonicRegression.Pool(values, weights);
                return Enumerable.Range(0, values.Length).All(i =>
                    Math.Abs(fitted[i] - Enumerable.Range(0, i + 1).Max(s => Enumerable.Range(i, values.Length - i).Min(t => Mean(s, t)))) < 1e-9);
            }).QuickCheckThrowOnFailure();

    [Test]
    public void EqualScoresAreOnePointAndNothingIsCertain() =>
        Assert.That(
            IsotonicRegression.Fit([1, 1, 2, 3, 3], [false, true, true, true, true]),
            Is.EqualTo([new CalibrationPoint(1, 0.5), new CalibrationPoint(2, 1 - (1 / 7.0)), new CalibrationPoint(3, 1 - (1 / 7.0))]));

    [Test]
    public void ProbabilitiesOfALogisticWorldComeBack([Values(CalibrationMethod.Platt, CalibrationMethod.Isotonic)] CalibrationMethod method)
    {
        (Qrels qrels, Run run) = LogisticWorld(queries: 200, slope: 1.5, intercept: -1);

        CalibrationFit fit = CalibrationFitter.Fit(qrels, run, new() { Method = method, ScoreKind = RerankScoreKind.Logit });

        Assert.That(fit.Calibration.Probability(1), Is.EqualTo(1 / (1 + Math.Exp(-0.5))).Within(0.08));
        Assert.That(fit.Calibration.Evidence!.Error, Is.LessThan(0.03).And.LessThan(fit.Before!.ExpectedCalibrationError / 3));
        Assert.That((fit.Calibration.Evidence.Queries, fit.Calibration.Evidence.Pairs), Is.EqualTo((200, 4000)));
    }

    [Test]
    public void TheThresholdKeepsTheShareAskedForAndTheTwinsAreCounted()
    {
        (Qrels qrels, Run run) = LogisticWorld(queries: 300, slope: 3, intercept: -6);

        AnswerDetection answers = CalibrationFitter.Fit(qrels, run, new() { AnswerRecall = 0.8 }).Answers!;

        Assert.That(answers.Recall, Is.EqualTo(0.8).Within(0.05));
        Assert.That(answers.FalseAcceptRate, Is.LessThan(answers.Recall));
        Assert.That(answers.Auroc, Is.GreaterThan(0.7));
    }

    [Test]
    public void TheBlendPrefersTheBetterRun()
    {
        (Qrels qrels, Run run) = LogisticWorld(queries: 60, slope: 3, intercept: -6);
        var noise = new Run("noise");
        foreach (string queryId in run.QueryIds)
        {
            noise.Add(queryId, run[queryId].Select((document, i) => new ScoredDocument(document.Id, (i * 7) % 20)));
        }

        CalibrationFit fit = CalibrationFitter.Fit(qrels, run, new() { FirstStage = noise });

        Assert.That(fit.Calibration.Blend!.Weight, Is.GreaterThan(0.6));
        Assert.That(fit.Blend!.Test.Mean, Is.GreaterThan(fit.Blend.EqualWeights.Mean));
    }

    [Test]
    public void BadInputIsNamed()
    {
        (Qrels qrels, Run run) = LogisticWorld(queries: 3, slope: 1, intercept: 0);
        Assert.That(() => CalibrationFitter.Fit(qrels, run), Throws.ArgumentException.With.Message.StartsWith("3 judged queries cannot be divided into 5 folds."));
        Assert.That(() => CalibrationFitter.Fit(qrels, run, new() { Folds = 3, RelevanceLevel = 9 }), Throws.ArgumentException.With.Message.StartsWith("None of the 60 scored documents is relevant"));
        Assert.That(() => CalibrationFitter.Fit(qrels, run, new() { Folds = 3, RelevanceLevel = 1, JudgedOnly = true }), Throws.ArgumentException.With.Message.StartsWith("All of the"));

        (qrels, run) = LogisticWorld(queries: 40, slope: -3, intercept: 0);
        Assert.That(() => CalibrationFitter.Fit(qrels, run, new() { Method = CalibrationMethod.Platt }), Throws.ArgumentException.With.Message.Contains("a higher score does not go with more relevance"));
    }

    private static (Qrels Qrels, Run Run) LogisticWorld(int queries, double slope, double intercept)
    {
        var random = new SplitMix64(7);
        double Uniform(ref SplitMix64 source) => source.Next(1_000_000) / 1e6;
        var qrels = new Qrels();
        var run = new Run("logistic");
        for (int query = 0; query < queries; query++)
        {
            var documents = new List<ScoredDocument>();
            for (int i = 0; i < 20; i++)
            {
                double score = (6 * Uniform(ref random)) - 3;
                documents.Add(new($"d{i}", score));
                if (Uniform(ref random) < 1 / (1 + Math.Exp(-((slope * score) + intercept))) || i == 0)
                {
                    qrels.Add($"q{query}", $"d{i}", 1);
                }
            }

            run.Add($"q{query}", documents);
        }

        return (qrels, run);
    }
}
