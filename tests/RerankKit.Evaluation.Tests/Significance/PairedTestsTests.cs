using FsCheck;
using FsCheck.Fluent;

namespace RerankKit.Evaluation.Tests.Significance;

[TestFixture]
public sealed class PairedTestsTests
{
    // Published tables of Student's t: two-sided critical values.
    [TestCase(12.706205, 1, 0.05)]
    [TestCase(63.656741, 1, 0.01)]
    [TestCase(4.302653, 2, 0.05)]
    [TestCase(2.776445, 4, 0.05)]
    [TestCase(4.604095, 4, 0.01)]
    [TestCase(8.610302, 4, 0.001)]
    [TestCase(2.228139, 10, 0.05)]
    [TestCase(2.042272, 30, 0.05)]
    [TestCase(2.749996, 30, 0.01)]
    [TestCase(1.983972, 100, 0.05)]
    [TestCase(1.959966, 1_000_000, 0.05)]
    public void CriticalValuesAreThoseOfTheTables(double t, int degrees, double expected)
    {
        Assert.That(StudentDistribution.TwoSidedPValue(t, degrees), Is.EqualTo(expected).Within(2e-7));
        Assert.That(StudentDistribution.TwoSidedPValue(-t, degrees), Is.EqualTo(StudentDistribution.TwoSidedPValue(t, degrees)));
    }

    [Test]
    public void PValuesAgreeWithTheIntegralOfTheDensity([Values(1, 2, 3, 5, 10, 42, 300, 5000)] int degrees, [Values(0, 0.01, 0.5, 1, 2, 3.5, 6)] double t)
    {
        // With t = √ν·tan θ the density is cos^(ν−1) θ up to a factor, which a second integral gives: no gamma function involved.
        double Density(double angle) => Math.Pow(Math.Cos(angle), degrees - 1);
        double tail = Simpson(Density, Math.Atan(t / Math.Sqrt(degrees)), Math.PI / 2);

        Assert.That(StudentDistribution.TwoSidedPValue(t, degrees), Is.EqualTo(tail / Simpson(Density, 0, Math.PI / 2)).Within(1e-11));
    }

    [Test]
    public void OneAndTwoDegreesOfFreedomHaveClosedForms([Values(1e-6, 0.3, 1, 7, 1e4)] double t)
    {
        Assert.That(StudentDistribution.TwoSidedPValue(t, 1), Is.EqualTo(1 - (2 / Math.PI * Math.Atan(t))).Within(1e-13));
        Assert.That(StudentDistribution.TwoSidedPValue(t, 2), Is.EqualTo(1 - (t / Math.Sqrt(2 + (t * t)))).Within(1e-13));
    }

    [Test]
    public void StudentsOwnSleepDataGivesItsPublishedResult()
    {
        // Student (1908), as in R: t.test(extra ~ group, paired = TRUE): t = -4.0621, df = 9, p-value = 0.002833.
        double[] differences = [-1.2, -2.4, -1.3, -1.3, 0, -1.0, -1.8, -0.8, -4.6, -1.4];

        PairedTTest test = PairedTests.StudentT(differences);

        Assert.That(test.T, Is.EqualTo(-4.0621).Within(5e-5));
        Assert.That(test.DegreesOfFreedom, Is.EqualTo(9));
        Assert.That(test.PValue, Is.EqualTo(0.002833).Within(5e-7));
        Assert.That(PairedTests.EffectSize(differences), Is.EqualTo(-4.0621 / Math.Sqrt(10)).Within(5e-5));
    }

    [Test]
    public void NoDifferenceIsNoEvidence()
    {
        double[] zeros = new double[20];

        Assert.That(PairedTests.StudentT(zeros), Is.EqualTo(new PairedTTest(0, 19, 1)));
        Assert.That(PairedTests.Randomisation(zeros), Is.EqualTo(1));
        Assert.That(PairedTests.Bootstrap(zeros), Is.EqualTo(new ConfidenceInterval(0, 0, 0.95)));
        Assert.That(PairedTests.EffectSize(zeros), Is.Zero);
    }

    [Test]
    public void OneQueryProvesNothing()
    {
        Assert.That(PairedTests.StudentT([0.5]), Is.EqualTo(new PairedTTest(0, 0, 1)));
        Assert.That(PairedTests.StudentT([]).PValue, Is.EqualTo(1));
        Assert.That(PairedTests.Randomisation([0.5]), Is.EqualTo(1));
        Assert.That(PairedTests.Randomisation([]), Is.EqualTo(1));
        Assert.That(PairedTests.EffectSize([0.5]), Is.Null);
    }

    [Test]
    public void TheSameDifferenceEverywhereHasNoSpread()
    {
        double[] same = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];

        Assert.That(PairedTests.StudentT(same), Is.EqualTo(new PairedTTest(double.PositiveInfinity, 6, 0)));
        Assert.That(PairedTests.EffectSize(same), Is.Null);
        Assert.That(PairedTests.Bootstrap(same).Low, Is.EqualTo(0.1).Within(1e-15));
    }

    [Test]
    public void RandomisationAgreesWithAllSignPatternsOfASmallSample()
    {
        double[] differences = [0.3, -0.1, 0.25, 0.4, 0.05, -0.2, 0.15, 0.35, 0.1, -0.02];
        int extreme = 0;
        for (int signs = 0; signs < 1024; signs++)
        {
            double sum = 0;
            for (int i = 0; i < differences.Length; i++)
            {
                sum += ((signs >> i) & 1) == 0 ? differences[i] : -differences[i];
            }

            extreme += Math.Abs(sum) >= differences.Sum() - 1e-12 ? 1 : 0;
        }

        Assert.That(PairedTests.Randomisation(differences, 200_000), Is.EqualTo(extreme / 1024.0).Within(0.003));
    }

    [Test]
    public void PermutationsThatEqualTheObservationCountDespiteRounding()
    {
        // Two of the eight sign patterns of three equal differences are as extreme: p is near 0.25 however 0.1 + 0.1 + 0.1 rounds.
        Assert.That(PairedTests.Randomisation([0.1, 0.1, 0.1], 100_000), Is.EqualTo(0.25).Within(0.005));
    }

    [Test]
    public void TheSmallestPValueIsOneOverPermutationsPlusOne()
    {
        double[] differences = [.. Enumerable.Repeat(1.0, 200)];

        Assert.That(PairedTests.Randomisation(differences, 10_000), Is.EqualTo(1.0 / 10_001));
        Assert.That(PairedTests.Randomisation(differences, 99), Is.EqualTo(0.01));
    }

    [Test]
    public void TheSameSeedGivesTheSameNumbersEverywhere()
    {
        double[] differences = [0.3, -0.1, 0.25, 0.4, 0.05, -0.2, 0.15];

        // Counts over a fixed number of draws: exact, and what another platform must give.
        Assert.That(PairedTests.Randomisation(differences), Is.EqualTo(2252 / 10_001.0).Within(1e-15));
        Assert.That(PairedTests.Bootstrap(differences).Low, Is.EqualTo(-0.25 / 7).Within(1e-15));
        Assert.That(PairedTests.Bootstrap(differences).High, Is.EqualTo(1.85 / 7).Within(1e-15));
        Assert.That(PairedTests.Randomisation(differences, 10_000, 1), Is.Not.EqualTo(PairedTests.Randomisation(differences, 10_000, 2)));
        Assert.That(PairedTests.Bootstrap(differences, seed: 1), Is.Not.EqualTo(PairedTests.Bootstrap(differences, seed: 2)));
    }

    [Test]
    public void GeneratorGivesThePublishedNumbers()
    {
        var random = new SplitMix64(1234567);
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];

        Assert.That(Enumerable.Range(0, 5).Select(_ => random.Next()), Is.EqualTo(expected));
    }

    [Test]
    public void BootstrapIntervalIsTheNormalOneForALargeSample()
    {
        double[] differences = [.. Enumerable.Range(0, 1000).Select(i => Math.Sin(i * 12.9898) + 0.1)];
        double mean = differences.Average();
        double error = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / 999 / 1000);

        ConfidenceInterval interval = PairedTests.Bootstrap(differences, 0.9);

        Assert.That(interval.Low, Is.EqualTo(mean - (1.6449 * error)).Within(0.05 * error));
        Assert.That(interval.High, Is.EqualTo(mean + (1.6449 * error)).Within(0.05 * error));
        Assert.That(interval.Confidence, Is.EqualTo(0.9));
    }

    [Test]
    public void HolmMultipliesStepByStepAndNeverFalls()
    {
        // The worked example of R's p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm").
        Assert.That(PairedTests.HolmAdjust([0.01, 0.02, 0.03, 0.04, 0.05]), Is.EqualTo([0.05, 0.08, 0.09, 0.09, 0.09]).Within(1e-15));
        Assert.That(PairedTests.HolmAdjust([0.04, 0.01, 0.9]), Is.EqualTo([0.08, 0.03, 0.9]).Within(1e-15));
        Assert.That(PairedTests.HolmAdjust([0.6, 0.7]), Is.EqualTo([1.0, 1.0]));
        Assert.That(PairedTests.HolmAdjust([0.04]), Is.EqualTo([0.04]));
        Assert.That(PairedTests.HolmAdjust([]), Is.Empty);
    }

    [Test]
    public void TestsDoNotCareWhichRunComesFirst() =>
        Prop.ForAll(Gen.Choose(-9, 9).ListOf().ToArbitrary(), list =>
        {
            double[] differences = [.. list.Select(i => i / 10.0)];
            double[] flipped = [.. differences.Select(d => -d)];
            return Math.Abs(PairedTests.StudentT(differences).PValue - PairedTests.StudentT(flipped).PValue) < 1e-12
                && PairedTests.Randomisation(differences, 500) == PairedTests.Randomisation(flipped, 500)
                && PairedTests.StudentT(differences).PValue is >= 0 and <= 1
                && PairedTests.Randomisation(differences, 500) is > 0 and <= 1;
        }).QuickCheckThrowOnFailure();

    [Test]
    public void WhatIsOutOfRangeIsRefused()
    {
        Assert.That(() => PairedTests.Randomisation([1], 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => PairedTests.Bootstrap([]), Throws.ArgumentException);
        Assert.That(() => PairedTests.Bootstrap([1], 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => PairedTests.Bootstrap([1], samples: 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => PairedTests.HolmAdjust([double.NaN]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static double Simpson(Func<double, double> function, double from, double to)
    {
        const int Steps = 20_000;
        double width = (to - from) / Steps;
        double sum = function(from) + function(to);
        for (int i = 1; i < Steps; i++)
        {
            sum += function(from + (i * width)) * (i % 2 == 0 ? 2 : 4);
        }

        return sum * width / 3;
    }
}
