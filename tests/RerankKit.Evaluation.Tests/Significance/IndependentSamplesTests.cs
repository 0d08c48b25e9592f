namespace RerankKit.Evaluation.Tests.Significance;

public class IndependentSamplesTests
{
    // The weights of screws in Wikipedia's article on Student's t-test, variances unequal: t 1.959, 7.031 degrees, p 0.09077.
    [Test]
    public void WelchGivesThePublishedPValue() => Assert.That(
        IndependentSamples.WelchPValue([30.02, 29.99, 30.11, 29.97, 30.01, 29.99], [29.89, 29.93, 29.72, 29.98, 30.02, 29.98]),
        Is.EqualTo(0.09077).Within(0.000005));

    [Test]
    public void WhereNothingVariesThereIsNoDoubt()
    {
        Assert.That(IndependentSamples.WelchPValue([1, 1], [1, 1, 1]), Is.EqualTo(1));
        Assert.That(IndependentSamples.WelchPValue([1, 1], [2, 2]), Is.Zero);
        Assert.That(IndependentSamples.WelchPValue([1], [2, 3]), Is.EqualTo(1), "one value has no spread");
    }

    [Test]
    public void TheIntervalIsThatOfTheStandardErrorForMediumSamples()
    {
        var random = new Random(1);
        double[] first = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble())];
        double[] second = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble() + 0.1)];
        MeanEstimate estimate = IndependentSamples.Compare(first, second, new());
        double error = 1.96 * Math.Sqrt((Variance(first) / 200) + (Variance(second) / 300));
        Assert.That(estimate.Mean, Is.EqualTo(second.Average() - first.Average()));
        Assert.That((estimate.Interval.Low, estimate.Interval.High), Is.EqualTo((estimate.Mean - error, estimate.Mean + error)).Within(0.002));
    }

    private static double Variance(double[] values) => values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1);
}
