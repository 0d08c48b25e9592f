namespace RerankKit.Tests.Ranking;

public class StableOrderTests
{
    [Test]
    public void OrderIsByScoreAndEqualScoresKeepTheirPositions([Values(1, 2, 3, 4, 5, 7, 8, 100, 255, 256, 257, 1000)] int count, [Values(2, 10, 100_000)] int values)
    {
        var random = new Random((count * 31) + values);
        for (int round = 0; round < 20; round++)
        {
            double[] scores = [.. Enumerable.Range(0, count).Select(_ => (random.Next(values) / 7.0) - 3)];
            int[] order = new int[count];

            StableOrder.Descending(scores, order);

            int[] expected = [.. Enumerable.Range(0, count).OrderByDescending(i => scores[i]).ThenBy(i => i)];
            Assert.That(order, Is.EqualTo(expected));
        }
    }

    [Test]
    public void MissingScoresAsMinusInfinityGoLast()
    {
        int[] order = new int[4];
        StableOrder.Descending([double.NegativeInfinity, 1, double.NegativeInfinity, 2], order);
        Assert.That(order, Is.EqualTo(new[] { 3, 1, 0, 2 }));
    }

    [Test]
    public void PositiveAndNegativeZeroAreEqual()
    {
        int[] order = new int[3];
        StableOrder.Descending([-0.0, 0.0, 1.0], order);
        Assert.That(order, Is.EqualTo(new[] { 2, 0, 1 }));
    }

    private static IEnumerable<double[]> HardToSpread()
    {
        var random = new Random(5);
        double[] crowded = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble())];
        yield return [1e300, .. crowded];
        yield return [.. crowded, -1e12, .. crowded];
        yield return [double.MaxValue, -double.MaxValue, 0, 1, -1, double.MaxValue];
        yield return [double.Epsilon, 0, 2 * double.Epsilon, double.Epsilon];
        yield return [.. crowded.Select(score => Math.BitIncrement(score > 0.5 ? 1 : Math.BitIncrement(1)))];
        yield return [.. crowded.Take(90), double.NegativeInfinity, 5];
    }

    [TestCaseSource(nameof(HardToSpread))]
    public void ScoresThatCrowdInOnePlaceOrOverflowTheRangeAreOrderedAllTheSame(double[] scores)
    {
        int[] order = new int[scores.Length];
        StableOrder.Descending(scores, order);
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ThenBy(i => i)));
    }
}
