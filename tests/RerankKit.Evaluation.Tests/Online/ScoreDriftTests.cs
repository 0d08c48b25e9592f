namespace RerankKit.Evaluation.Tests.Online;

public class ScoreDriftTests
{
    [Test]
    public void TheIndexOfSharesIsThatOfItsDefinition()
    {
        // (0.3-0.25)·ln(0.3/0.25) + (0.2-0.25)·ln(0.2/0.25) twice, worked by hand.
        Assert.That(ScoreDrift.PopulationStabilityIndex([0.25, 0.25, 0.25, 0.25], [0.3, 0.2, 0.3, 0.2]), Is.EqualTo(0.0405465108108164).Within(1e-15));
        Assert.That(ScoreDrift.PopulationStabilityIndex([0.5, 0.5], [0.5, 0.5]), Is.Zero);
        Assert.That(ScoreDrift.PopulationStabilityIndex([0.5, 0.5], [1.0, 0.0]), Is.EqualTo((0.5 * Math.Log(2)) + ((0.5 - 0.0001) * Math.Log(0.5 / 0.0001))).Within(1e-12), "an empty bin counts as 0.0001");
    }

    [Test]
    public void BinsAreTheReferencesQuantilesByBruteForce()
    {
        var random = new Random(2);
        for (int run = 0; run < 30; run++)
        {
            double[] reference = Draw(random, 20 + random.Next(200), run % 3 == 0);
            double[] current = Draw(random, 20 + random.Next(200), run % 3 == 0);
            double[] edges = [.. Enumerable.Range(1, 9).Select(bin => reference.Order().ElementAt(bin * reference.Length / 10)).Distinct()];
            double expected = 0;
            for (int bin = 0; bin <= edges.Length; bin++)
            {
                double low = bin == 0 ? double.NegativeInfinity : edges[bin - 1];
                double high = bin == edges.Length ? double.PositiveInfinity : edges[bin];
                double before = Math.Max(0.0001, reference.Count(score => score >= low && score < high) / (double)reference.Length);
                double after = Math.Max(0.0001, current.Count(score => score >= low && score < high) / (double)current.Length);
                expected += (after - before) * Math.Log(after / before);
            }

            Assert.That(ScoreDrift.PopulationStabilityIndex(reference, current, 10), Is.EqualTo(expected).Within(1e-10));
        }
    }

    [Test]
    public void TheDistanceIsTheLargestOfAllThresholds()
    {
        var random = new Random(4);
        for (int run = 0; run < 50; run++)
        {
            double[] reference = Draw(random, 1 + random.Next(60), run % 2 == 0);
            double[] current = Draw(random, 1 + random.Next(60), run % 2 == 0);
            double expected = reference.Concat(current).Max(at =>
                Math.Abs((reference.Count(score => score <= at) / (double)reference.Length) - (current.Count(score => score <= at) / (double)current.Length)));
            Assert.That(ScoreDrift.KolmogorovSmirnov(reference, current).Distance, Is.EqualTo(expected).Within(1e-12));
        }
    }

    // Smirnov's table (1948), as in every book.
    [TestCase(1.22, 0.10)]
    [TestCase(1.36, 0.05)]
    [TestCase(1.63, 0.01)]
    [TestCase(1.95, 0.001)]
    public void TheTailIsThatOfSmirnovsTable(double statistic, double chance) =>
        Assert.That(ScoreDrift.KolmogorovTail(statistic), Is.EqualTo(chance).Within(chance * 0.04));

    [Test]
    public void TheTailAgreesWithItsOtherSeries()
    {
        for (double x = 0.05; x < 4; x += 0.05)
        {
            // Jacobi's transformation of the same sum, which converges where the other one does not.
            double below = Math.Sqrt(2 * Math.PI) / x * Enumerable.Range(1, 60).Sum(k => Math.Exp(-Math.Pow(((2 * k) - 1) * Math.PI / x, 2) / 8));
            Assert.That(ScoreDrift.KolmogorovTail(x), Is.EqualTo(1 - below).Within(1e-12), $"{x}");
        }
    }

    [Test]
    public void EqualDistributionsAreRejectedAsOftenAsTheLevelSays()
    {
        var random = new Random(6);
        int rejected = 0;
        for (int run = 0; run < 1000; run++)
        {
            rejected += ScoreDrift.KolmogorovSmirnov(Draw(random, 150, false), Draw(random, 150, false)).PValue < 0.05 ? 1 : 0;
        }

        Assert.That(rejected, Is.InRange(20, 70), "the limit is a little conservative");
        Assert.That(ScoreDrift.KolmogorovSmirnov([1, 2, 3], [1, 2, 3]), Is.EqualTo((0.0, 1.0)));
    }

    [Test]
    public void WhatCannotBeComparedIsRefused()
    {
        Assert.That(() => ScoreDrift.KolmogorovSmirnov([], [1]), Throws.ArgumentException.With.Message.Contains("There is no score"));
        Assert.That(() => ScoreDrift.KolmogorovSmirnov([1], [double.NaN]), Throws.ArgumentException.With.Message.Contains("not finite"));
        Assert.That(() => ScoreDrift.PopulationStabilityIndex([1], [1], 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => ScoreDrift.PopulationStabilityIndex([1], [0.5, 0.5]), Throws.ArgumentException.With.Message.Contains("1 shares"));
    }

    private static double[] Draw(Random random, int count, bool hasTies) =>
        [.. Enumerable.Range(0, count).Select(_ => hasTies ? random.Next(8) : random.NextDouble())];
}
