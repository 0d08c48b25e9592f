namespace RerankKit.Fusion.Tests;

/// <summary>What an item gets from a list that does not hold it. After z-scores 0 is average, and so better than a held item's.</summary>
public class MissingScorePolicyTests
{
    // z-scores: a 1.2247, b 0, c -1.2247 in the first, a 1, d -1 in the second.
    private static readonly FusionList<string>[] Lists =
    [
        new("first", [("a", 3), ("b", 2), ("c", 1)]),
        new("second", [("a", 2), ("d", 1)]),
    ];

    private static readonly double High = Math.Sqrt(1.5);

    [Test]
    public void ZeroAddsNothing() => AssertScores(MissingScorePolicy.Zero, FusionMethod.CombSum, High + 1, 0, -High, -1);

    [Test]
    public void MinimumIsTheListsLowest() => AssertScores(MissingScorePolicy.Minimum, FusionMethod.CombSum, High + 1, -1, -High - 1, -1 - High);

    [Test]
    public void ExcludedGivesTheWeightToTheListsThatHoldTheItem() =>
        AssertScores(MissingScorePolicy.Excluded, FusionMethod.CombSum, High + 1, 0, -High * 2, -2);

    [Test]
    public void ExcludedMakesAConvexCombinationTheMeanOverTheListsThatHoldTheItem()
    {
        var options = new RankFusionOptions
        {
            Method = FusionMethod.ConvexCombination,
            Normalization = ScoreNormalization.ZScore,
            MissingPolicy = MissingScorePolicy.Excluded,
            Weights = [3, 1],
        };
        Dictionary<string, double> scores = RandomLists.Scores(RankFusion.Fuse(Lists, options));
        Assert.That(scores["c"], Is.EqualTo(-High).Within(1e-12));
        Assert.That(scores["d"], Is.EqualTo(-1).Within(1e-12));
        Assert.That(scores["a"], Is.EqualTo((0.75 * High) + 0.25).Within(1e-12));
    }

    [Test]
    public void MinimumCountsAmongTheScoresThatArePickedFrom()
    {
        AssertScores(MissingScorePolicy.Zero, FusionMethod.CombMin, 1, 0, -High, -1);
        AssertScores(MissingScorePolicy.Minimum, FusionMethod.CombMin, 1, -1, -High, -High);
        AssertScores(MissingScorePolicy.Excluded, FusionMethod.CombMin, 1, 0, -High, -1);
        AssertScores(MissingScorePolicy.Minimum, FusionMethod.CombAnz, (High + 1) / 2, -0.5, (-High - 1) / 2, (-1 - High) / 2);
    }

    [Test]
    public void CombMnzStillCountsOnlyTheListsThatHoldTheItem() =>
        AssertScores(MissingScorePolicy.Minimum, FusionMethod.CombMnz, (High + 1) * 2, -1, -High - 1, -1 - High);

    [Test]
    public void AnEmptyListAddsNothingUnderAnyPolicy([Values] MissingScorePolicy policy)
    {
        FusionList<string>[] lists = [new("first", [("a", 2), ("b", 1)]), new("empty", [], [])];
        FusedRanking<string> ranking = RankFusion.Fuse(lists, new() { Method = FusionMethod.CombMin, MissingPolicy = policy });
        Assert.That(ranking.Select(item => item.Score), Is.EqualTo(new[] { 1.0, 0.0 }));
    }

    [Test]
    public void TheContributionOfAListThatDoesNotHoldTheItemSaysWhatItGave()
    {
        var options = new RankFusionOptions { Method = FusionMethod.CombSum, Normalization = ScoreNormalization.ZScore };
        Assert.That(Contribution(options, "d", 0), Is.Null);
        options.MissingPolicy = MissingScorePolicy.Minimum;
        Assert.That(Contribution(options, "d", 0), Is.EqualTo(-High).Within(1e-12));
    }

    private static double? Contribution(RankFusionOptions options, string key, int list) =>
        RankFusion.Fuse(Lists, options).Single(item => item.Key == key).GetSource(list).Contribution;

    // The scores of a, b, c, d.
    private static void AssertScores(MissingScorePolicy policy, FusionMethod method, params double[] expected)
    {
        var options = new RankFusionOptions { Method = method, Normalization = ScoreNormalization.ZScore, MissingPolicy = policy };
        FusedRanking<string> ranking = RankFusion.Fuse(Lists, options);
        double[] actual = [.. ranking.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => item.Score)];
        Assert.That(actual, Is.EqualTo(expected).Within(1e-12));
    }
}
