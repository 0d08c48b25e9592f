namespace RerankKit.Fusion.Tests;

/// <summary>Every method on examples computed by hand, among them those of ranx's unit tests and of the RBC paper.</summary>
public class RankFusionFormulaTests
{
    // ranx's example "q1"; its runs are d3 d2 d1, d1 d2 and d3.
    private static readonly FusionList<string>[] Q1 =
    [
        new("run 1", [("d3", 3), ("d2", 2), ("d1", 1)]),
        new("run 2", [("d1", 3), ("d2", 2)]),
        new("run 3", [("d3", 1)]),
    ];

    // ranx's example "q2".
    private static readonly FusionList<string>[] Q2 =
    [
        new("run 1", [("d2", 2), ("d1", 1)]),
        new("run 2", [("d3", 3), ("d1", 1)]),
        new("run 3", [("d3", 3), ("d2", 2)]),
    ];

    [Test]
    public void RrfIsTheSumOfReciprocalRanks()
    {
        AssertScores(RankFusion.Fuse(Q1), (1 / 63.0) + (1 / 61.0), 2 / 62.0, 2 / 61.0);
        AssertScores(RankFusion.Fuse(Q2), 2 / 62.0, (1 / 61.0) + (1 / 62.0), 2 / 61.0);
    }

    [Test]
    public void RrfWeighsListsAndTakesK()
    {
        var options = new RankFusionOptions { K = 10, Weights = [1, 2, 0.5] };
        AssertScores(RankFusion.Fuse(Q1, options), (1 / 13.0) + (2 / 11.0), (1 / 12.0) + (2 / 12.0), (1 / 11.0) + (0.5 / 11));
    }

    [Test]
    public void KOfZeroGivesPlainReciprocalRanks() =>
        AssertScores(RankFusion.Fuse(Q1, new() { K = 0 }), (1 / 3.0) + 1, 1, 2);

    [Test]
    public void CombSumAddsAndCombMnzMultipliesByTheNumberOfLists()
    {
        AssertScores(Raw(Q1, FusionMethod.CombSum), 4, 4, 4);
        AssertScores(Raw(Q1, FusionMethod.CombMnz), 8, 8, 8);
        AssertScores(Raw(Q2, FusionMethod.CombMnz), (1 + 1) * 2, (2 + 2) * 2, (3 + 3) * 2);
    }

    [Test]
    public void CombMinMaxMedAndAnzPickAmongTheScores()
    {
        AssertScores(Raw(Q1, FusionMethod.CombMin), 1, 2, 1);
        AssertScores(Raw(Q1, FusionMethod.CombMax), 3, 2, 3);
        AssertScores(Raw(Q1, FusionMethod.CombMed), 2, 2, 2);
        AssertScores(Raw(Q1, FusionMethod.CombAnz), 2, 2, 2);
        FusionList<string>[] three = [new("a", [("d1", 1)]), new("b", [("d1", 5)]), new("c", [("d1", 9)]), new("d", [("d2", 4)])];
        AssertScores(Raw(three, FusionMethod.CombMed), 5, 4);
        AssertScores(Raw(three, FusionMethod.CombAnz), 5, 4);
    }

    [Test]
    public void AConvexCombinationDividesTheWeightsByTheirSum()
    {
        var options = new RankFusionOptions { Method = FusionMethod.ConvexCombination, Normalization = ScoreNormalization.None, Weights = [3, 2, 5] };
        AssertScores(RankFusion.Fuse(Q1, options), (0.3 * 1) + (0.2 * 3), (0.3 * 2) + (0.2 * 2), (0.3 * 3) + (0.5 * 1));
    }

    [Test]
    public void WithoutWeightsAConvexCombinationIsTheMean() =>
        AssertScores(Raw(Q1, FusionMethod.ConvexCombination), 4 / 3.0, 4 / 3.0, 4 / 3.0);

    [Test]
    public void IsrIsTheNumberOfListsTimesTheInverseSquareRanks()
    {
        AssertScores(Raw(Q1, FusionMethod.Isr), ((1 / 9.0) + 1) * 2, (0.25 + 0.25) * 2, (1 + 1) * 2);
        AssertScores(Raw(Q2, FusionMethod.Isr), 1, (1 + 0.25) * 2, 4);
    }

    [Test]
    public void LogNIsrTakesTheLogarithmOfTheNumberOfLists()
    {
        var options = new RankFusionOptions { Method = FusionMethod.LogNIsr, Sigma = 0.1 };
        double log = Math.Log(2.1);
        AssertScores(RankFusion.Fuse(Q1, options), ((1 / 9.0) + 1) * log, 0.5 * log, 2 * log);
        FusionList<string>[] single = [new("a", ["d1"])];
        AssertScores(RankFusion.Fuse(single, new() { Method = FusionMethod.LogNIsr }), Math.Log(1.01));
        AssertScores(RankFusion.Fuse(single, new() { Method = FusionMethod.LogNIsr, Sigma = 0 }), 0);
    }

    [TestCase(0.6, "A 0.89, D 0.86, B 0.78, G 0.50, E 0.31, C 0.29, F 0.11")]
    [TestCase(0.8, "D 0.61, A 0.50, B 0.49, C 0.37, G 0.36, E 0.31, F 0.21")]
    [TestCase(0.9, "D 0.35, C 0.28, A 0.27, B 0.27, G 0.23, E 0.22, F 0.18")]
    public void RbcGivesTheTableOfItsPaper(double phi, string expected)
    {
        FusionList<string>[] lists = [Letters("ADBCGF"), Letters("BDEC"), Letters("ABDCGFE"), Letters("GDEAFC")];

        FusedRanking<string> ranking = RankFusion.Fuse(lists, new() { Method = FusionMethod.Rbc, Phi = phi });

        IEnumerable<string> actual = ranking.Select(item => FormattableString.Invariant($"{item.Key} {item.Score:F2}"));
        Assert.That(string.Join(", ", actual), Is.EqualTo(expected));
    }

    [Test]
    public void BordaGivesPointsByRankAndSharesTheRest()
    {
        AssertScores(Raw(Q1, FusionMethod.Borda), 1 + 3 + 1.5, 2 + 2 + 1.5, 3 + 1 + 3);
        AssertScores(Raw(Q2, FusionMethod.Borda), 2 + 2 + 1, 3 + 1 + 2, 1 + 3 + 3);
        var weighted = new RankFusionOptions { Method = FusionMethod.Borda, Weights = [3, 2, 1] };
        AssertScores(RankFusion.Fuse(Q1, weighted), (3 * 1) + (2 * 3) + 1.5, (3 * 2) + (2 * 2) + 1.5, (3 * 3) + (2 * 1) + 3);
        AssertScores(RankFusion.Fuse(Q2, weighted), (3 * 2) + (2 * 2) + 1, (3 * 3) + (2 * 1) + 2, (3 * 1) + (2 * 3) + 3);
    }

    [Test]
    public void DepthCutsEveryListBeforeAnythingElse()
    {
        FusedRanking<string> ranking = RankFusion.Fuse(Q1, new() { Method = FusionMethod.CombSum, Normalization = ScoreNormalization.MinMax, Depth = 2 });

        // d3 = 1 of (3, 2) and 1 as the only one; d2 = 0 and 0; d1 = 1 of (3, 2).
        AssertScores(ranking, 1, 0, 2);
    }

    private static FusedRanking<string> Raw(FusionList<string>[] lists, FusionMethod method) =>
        RankFusion.Fuse(lists, new() { Method = method, Normalization = ScoreNormalization.None });

    private static FusionList<string> Letters(string keys) => new(keys, keys.Select(key => key.ToString()));

    // The scores of d1, d2, ...
    private static void AssertScores(FusedRanking<string> ranking, params double[] expected)
    {
        double[] actual = [.. ranking.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => item.Score)];
        Assert.That(actual, Is.EqualTo(expected).Within(1e-12));
        Assert.That(ranking.Select(item => item.Score), Is.Ordered.Descending);
    }
}
