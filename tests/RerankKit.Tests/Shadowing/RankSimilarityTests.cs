namespace RerankKit.Tests.Shadowing;

public class RankSimilarityTests
{
    [Test]
    public void KendallTauIsThatOfSciPy()
    {
        // The example of scipy.stats.kendalltau's documentation.
        double? tau = RankSimilarity.KendallTau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]);
        Assert.That(tau, Is.EqualTo(-0.47140452079103173).Within(1e-12));
    }

    [Test]
    public void KendallTauIsThatOfItsDefinition([Values(2, 3, 5, 17, 64)] int count, [Values(2, 4, 1000)] int values)
    {
        var random = new Random((count * 7) + values);
        for (int round = 0; round < 50; round++)
        {
            double[] a = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(values))];
            double[] b = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(values))];
            double? expected = Definition(a, b);
            Assert.That(RankSimilarity.KendallTau(a, b), expected is double tau ? Is.EqualTo(tau).Within(1e-12) : Is.Null);
        }
    }

    [Test]
    public void KendallTauIsUndefinedWhereNothingCanBeOrdered()
    {
        Assert.That(RankSimilarity.KendallTau([], []), Is.Null);
        Assert.That(RankSimilarity.KendallTau([1], [1]), Is.Null);
        Assert.That(RankSimilarity.KendallTau([1, 1, 1], [1, 2, 3]), Is.Null);
    }

    [Test]
    public void KendallTauOfEqualRankingsIsExactlyOne([Range(2, 40)] int count)
    {
        double[] scores = [.. Enumerable.Range(0, count).Select(i => (double)i)];
        Assert.That(RankSimilarity.KendallTau(scores, scores), Is.EqualTo(1));
        Assert.That(RankSimilarity.KendallTau(scores, [.. scores.Select(score => -score)]), Is.EqualTo(-1));
    }

    [Test]
    public void OverlapCountsSharedCandidatesWhateverTheirOrder()
    {
        Assert.That(RankSimilarity.Overlap(Ranking(1, 2, 3, 4), Ranking(3, 1, 9, 2), 3), Is.EqualTo(2.0 / 3));
        Assert.That(RankSimilarity.Overlap(Ranking(1, 2), Ranking(2, 1), 2), Is.EqualTo(1));
        Assert.That(RankSimilarity.Overlap([], [], 0), Is.EqualTo(1));
    }

    [Test]
    public void RankBiasedOverlapIsOneForEqualAndZeroForDisjointRankings()
    {
        Assert.That(RankSimilarity.RankBiasedOverlap(Ranking(1, 2, 3), Ranking(1, 2, 3)), Is.EqualTo(1).Within(1e-12));
        Assert.That(RankSimilarity.RankBiasedOverlap(Ranking(1, 2, 3), Ranking(4, 5, 6)), Is.Zero);
    }

    [Test]
    public void RankBiasedOverlapOfTwoSwappedPlacesIsThePersistence() =>
        Assert.That(RankSimilarity.RankBiasedOverlap(Ranking(1, 2), Ranking(2, 1)), Is.EqualTo(0.9).Within(1e-12));

    [Test]
    public void RankBiasedOverlapIsThatOfItsDefinition([Values(1, 4, 30)] int count)
    {
        const double P = 0.9;
        var random = new Random(count);
        for (int round = 0; round < 20; round++)
        {
            int[] a = [.. Enumerable.Range(0, count + 5).OrderBy(_ => random.Next()).Take(count)];
            int[] b = [.. Enumerable.Range(0, count + 5).OrderBy(_ => random.Next()).Take(count)];
            double Agreement(int depth) => (double)a.Take(depth).Intersect(b.Take(depth)).Count() / depth;
            double expected = (Agreement(count) * Math.Pow(P, count))
                + ((1 - P) / P * Enumerable.Range(1, count).Sum(depth => Agreement(depth) * Math.Pow(P, depth)));
            Assert.That(RankSimilarity.RankBiasedOverlap(Ranking(a), Ranking(b)), Is.EqualTo(expected).Within(1e-12));
        }
    }

    private static RerankResult[] Ranking(params int[] indices) => [.. indices.Select(index => new RerankResult(index, 0))];

    private static double? Definition(double[] a, double[] b)
    {
        double concordance = 0;
        double pairsA = 0;
        double pairsB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = i + 1; j < a.Length; j++)
            {
                int signA = Math.Sign(a[i] - a[j]);
                int signB = Math.Sign(b[i] - b[j]);
                concordance += signA * signB;
                pairsA += signA * signA;
                pairsB += signB * signB;
            }
        }

        return pairsA == 0 || pairsB == 0 ? null : concordance / Math.Sqrt(pairsA * pairsB);
    }
}
