using FsCheck;
using FsCheck.Fluent;

namespace RerankKit.Evaluation.Tests.Calibration;

[TestFixture]
public sealed class ReliabilityCurveTests
{
    [Test]
    public void TheExampleOfTorchMetricsComesOut()
    {
        // Its documentation of binary_calibration_error: two bins, norms l1 and max.
        ReliabilityCurve curve = ReliabilityCurve.Of([0.25, 0.25, 0.55, 0.75, 0.75], [false, false, true, true, true], bins: 2);

        Assert.That(curve.ExpectedCalibrationError, Is.EqualTo(0.29).Within(1e-12));
        Assert.That(curve.MaximumCalibrationError, Is.EqualTo(0.3167).Within(5e-5));
        Assert.That(curve.Count, Is.EqualTo(5));
    }

    [Test]
    public void TheExampleOfScikitLearnComesOut()
    {
        // Its documentation of calibration_curve, three bins.
        ReliabilityCurve curve = ReliabilityCurve.Of(
            [0.1, 0.2, 0.3, 0.4, 0.65, 0.7, 0.8, 0.9, 1.0], [false, false, false, false, true, true, true, true, true], bins: 3);

        Assert.That(curve.Bins.Select(bin => bin.PositiveRate), Is.EqualTo([0, 0.5, 1]));
        Assert.That(curve.Bins.Select(bin => bin.MeanProbability), Is.EqualTo([0.2, 0.525, 0.85]).Within(1e-12));
    }

    [Test]
    public void EdgesBelongToTheRangeBelow()
    {
        ReliabilityCurve curve = ReliabilityCurve.Of([0, 0.1, 0.7, 0.70000001, 1], [true, true, true, true, true]);

        Assert.That(curve.Bins.Select(bin => bin.Count), Is.EqualTo([2, 0, 0, 0, 0, 0, 1, 1, 0, 1]));
        Assert.That(curve.Bins[1].Gap, Is.Zero);
        Assert.That(curve.Bins[1].MeanProbability, Is.NaN);
    }

    [Test]
    public void RangesOfOneCountKeepEqualPredictionsTogether()
    {
        ReliabilityCurve curve = ReliabilityCurve.Of([0.01, 0.01, 0.01, 0.02, 0.03, 0.9], [false, false, true, false, false, true], 3, ReliabilityBinning.EqualCount);

        Assert.That(curve.Bins.Select(bin => bin.Count), Is.EqualTo([3, 1, 2]));
        Assert.That(curve.Bins.Select(bin => bin.High), Is.EqualTo([0.01, 0.02, 0.9]));
        Assert.That(curve.Bins[0].PositiveRate, Is.EqualTo(1 / 3.0));
    }

    [Test]
    public void ItIsTheDefinition() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Percent, bool Came)[]>().Filter(pairs => pairs.Length > 0),
            ArbMap.Default.ArbFor<byte>(),
            (pairs, seed) =>
            {
                int bins = 1 + (seed % 20);
                double[] probabilities = [.. pairs.Select(pair => pair.Percent % 101 / 100.0)];
                bool[] outcomes = [.. pairs.Select(pair => pair.Came)];
                double expected = 0;
                for (int m = 1; m <= bins; m++)
                {
                    int[] members = [.. Enumerable.Range(0, pairs.Length).Where(i => (probabilities[i] > (m - 1) / (double)bins || (m == 1 && probabilities[i] == 0)) && probabilities[i] <= m / (double)bins)];
                    expected += Math.Abs(members.Sum(i => (outcomes[i] ? 1 : 0) - probabilities[i])) / pairs.Length;
                }

                ReliabilityCurve curve = ReliabilityCurve.Of(probabilities, outcomes, bins);
                double brier = pairs.Average(pair => Math.Pow((pair.Percent % 101 / 100.0) - (pair.Came ? 1 : 0), 2));
                return Math.Abs(curve.ExpectedCalibrationError - expected) < 1e-12
                    && Math.Abs(curve.BrierScore - brier) < 1e-12
                    && ReliabilityCurve.Of(probabilities, outcomes, bins, ReliabilityBinning.EqualCount).Count == pairs.Length;
            }).QuickCheckThrowOnFailure();

    [Test]
    public void BadInputIsNamed()
    {
        Assert.That(() => ReliabilityCurve.Of([], []), Throws.ArgumentException.With.Message.StartsWith("There is no prediction."));
        Assert.That(() => ReliabilityCurve.Of([1.5], [true]), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("1.5; allowed is 0 to 1"));
        Assert.That(() => ReliabilityCurve.Of([0.5], [true], bins: 0), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("1 or more"));
        Assert.That(() => ReliabilityCurve.Of([0.5], []), Throws.ArgumentException.With.Message.StartsWith("There are 1 probabilities and 0 outcomes."));
    }
}
