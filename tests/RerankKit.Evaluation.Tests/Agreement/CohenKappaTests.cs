namespace RerankKit.Evaluation.Tests.Agreement;

public sealed class CohenKappaTests
{
    // scikit-learn's documentation of cohen_kappa_score.
    [Test]
    public void KappaIsThatOfScikitLearnsExample()
    {
        var kappa = CohenKappa.Measure([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2]);
        Assert.That(kappa.Plain, Is.EqualTo(0.4285714285714286).Within(1e-15));
        Assert.That((kappa.Count, kappa.Agreement), Is.EqualTo((6, 4 / 6.0)));
    }

    // The textbook's fifty grant proposals: 20 accepted by both, 15 refused by both, 5 and 10 by one alone.
    [Test]
    public void KappaIsThatOfTheGrantProposals()
    {
        int[] first = [.. Enumerable.Repeat(1, 25), .. Enumerable.Repeat(0, 25)];
        int[] second = [.. Enumerable.Repeat(1, 20), .. Enumerable.Repeat(0, 5), .. Enumerable.Repeat(1, 10), .. Enumerable.Repeat(0, 15)];
        var kappa = CohenKappa.Measure(first, second);
        Assert.That(kappa.Plain, Is.EqualTo(0.4).Within(1e-15));
        Assert.That((kappa.Linear, kappa.Quadratic), Is.EqualTo((kappa.Plain, kappa.Plain)), "two grades have one distance");
    }

    [Test]
    public void AllThreeAreTheDefinitionsOverAllPairsOfItems([Values(1, 2, 3, 4, 5)] int seed)
    {
        var random = new Random(seed);
        int[] first = [.. Enumerable.Range(0, 60).Select(_ => random.Next(4))];
        int[] second = [.. first.Select(grade => random.Next(3) == 0 ? random.Next(4) : grade)];
        var kappa = CohenKappa.Measure(first, second);

        // What chance gives is the mean over every item of one with every item of the other.
        double brute(Func<int, int, double> distance) =>
            1 - (first.Zip(second, distance).Average() / first.SelectMany(one => second.Select(other => distance(one, other))).Average());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(kappa.Plain, Is.EqualTo(brute((one, other) => one == other ? 0 : 1)).Within(1e-12));
            Assert.That(kappa.Linear, Is.EqualTo(brute((one, other) => Math.Abs(one - other))).Within(1e-12));
            Assert.That(kappa.Quadratic, Is.EqualTo(brute((one, other) => Math.Pow(one - other, 2))).Within(1e-12));
        }
    }

    [Test]
    public void FullAgreementIsOneAndOneGradeForAllHasNoKappa()
    {
        Assert.That(CohenKappa.Measure([0, 1, 2], [0, 1, 2]).Quadratic, Is.EqualTo(1));
        var kappa = CohenKappa.Measure([1, 1], [1, 1]);
        Assert.That((kappa.Agreement, kappa.Plain, kappa.Linear, kappa.Quadratic), Is.EqualTo((1.0, (double?)null, (double?)null, (double?)null)));
    }

    [Test]
    public void GradesThatDoNotBelongTogetherAreRefused()
    {
        Assert.That(() => CohenKappa.Measure([1], [1, 2]), Throws.ArgumentException.With.Message.Contains("1 and 2 grades"));
        Assert.That(() => CohenKappa.Measure([], []), Throws.ArgumentException);
    }
}
