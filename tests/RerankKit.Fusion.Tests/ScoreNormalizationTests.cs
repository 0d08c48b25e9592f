namespace RerankKit.Fusion.Tests;

/// <summary>Normalisations on ranx's example (3, 2, 1), and where their formulas have no answer.</summary>
public class ScoreNormalizationTests
{
    [TestCase(ScoreNormalization.None, 3, 2, 1)]
    [TestCase(ScoreNormalization.MinMax, 1, 0.5, 0)]
    [TestCase(ScoreNormalization.MinMaxInverted, 0, 0.5, 1)]
    [TestCase(ScoreNormalization.Max, 1, 2 / 3.0, 1 / 3.0)]
    [TestCase(ScoreNormalization.Sum, 2 / 3.0, 1 / 3.0, 0)]
    [TestCase(ScoreNormalization.ZScore, 1 / 0.816496580927726, 0, -1 / 0.816496580927726)]
    [TestCase(ScoreNormalization.Rank, 1, 2 / 3.0, 1 / 3.0)]
    [TestCase(ScoreNormalization.Borda, 1, 2 / 3.0, 1 / 3.0)]
    public void ThreeScoresBecome(ScoreNormalization normalization, double first, double second, double third) =>
        Assert.That(Normalized(normalization, 3, 2, 1), Is.EqualTo(new[] { first, second, third }).Within(1e-12));

    [TestCase(ScoreNormalization.MinMax, 0)]
    [TestCase(ScoreNormalization.MinMaxInverted, 0)]
    [TestCase(ScoreNormalization.Sum, 0)]
    [TestCase(ScoreNormalization.ZScore, 0)]
    [TestCase(ScoreNormalization.Max, 1)]
    public void EqualScoresSayNothing(ScoreNormalization normalization, double expected) =>
        Assert.That(Normalized(normalization, 0.1, 0.1, 0.1), Is.All.EqualTo(expected));

    [TestCase(ScoreNormalization.MinMax, 1)]
    [TestCase(ScoreNormalization.MinMaxInverted, 1)]
    [TestCase(ScoreNormalization.Sum, 1)]
    [TestCase(ScoreNormalization.Max, 1)]
    [TestCase(ScoreNormalization.Rank, 1)]
    [TestCase(ScoreNormalization.Borda, 1)]
    [TestCase(ScoreNormalization.ZScore, 0)]
    public void TheOnlyItemOfAListIsItsBest(ScoreNormalization normalization, double expected) =>
        Assert.That(Normalized(normalization, 0.25), Is.EqualTo(new[] { expected }));

    [Test]
    public void DifferencesBelowEpsilonStaySmall()
    {
        // 1e-12 apart: divided by 1e-9 and not by their own range.
        Assert.That(Normalized(ScoreNormalization.MinMax, 1e-12, 0), Is.EqualTo(new[] { 1e-3, 0 }).Within(1e-15));
        Assert.That(Normalized(ScoreNormalization.Max, 1e-12, 0), Is.EqualTo(new[] { 1e-3, 0 }).Within(1e-15));
    }

    [Test]
    public void ZScoreDoesNotOverflowOnScoresWhoseSquaresWould() =>
        Assert.That(Normalized(ScoreNormalization.ZScore, 1e200, 0, -1e200), Is.EqualTo(new[] { Math.Sqrt(1.5), 0, -Math.Sqrt(1.5) }).Within(1e-9));

    [Test]
    public void BordaScoresWhatAListDoesNotHold()
    {
        FusionList<string>[] lists = [new("a", ["d3", "d2", "d1"]), new("b", ["d1", "d2"]), new("c", ["d3"])];
        FusedRanking<string> ranking = RankFusion.Fuse(lists, new() { Method = FusionMethod.CombSum, Normalization = ScoreNormalization.Borda });

        double[] d1 = [.. ranking.Single(item => item.Key == "d1").Sources.Select(source => source.Contribution!.Value)];
        double[] d3 = [.. ranking.Single(item => item.Key == "d3").Sources.Select(source => source.Contribution!.Value)];
        Assert.That(d1, Is.EqualTo(new[] { 1 / 3.0, 1, 1.5 / 3 }).Within(1e-12));
        Assert.That(d3, Is.EqualTo(new[] { 1, 1 / 3.0, 1 }).Within(1e-12));
    }

    [Test]
    public void DividingByAMaximumThatIsNotPositiveIsRefused()
    {
        var list = new FusionList<string>("logits", [("a", -1), ("b", -2)]);
        Assert.That(
            () => RankFusion.Fuse([list], new() { Method = FusionMethod.CombSum, Normalization = ScoreNormalization.Max }),
            Throws.ArgumentException.With.Message.Contains("\"logits\" has -1 as its best score").And.Message.Contains("MinMax"));
        Assert.That(Normalized(ScoreNormalization.Max, 0, 0), Is.EqualTo(new[] { 0.0, 0.0 }), "all zeros are just zeros");
    }

    [Test]
    public void ScoresFurtherApartThanADoubleCanTellAreRefused([Values(ScoreNormalization.MinMax, ScoreNormalization.Sum, ScoreNormalization.ZScore)] ScoreNormalization normalization)
    {
        var list = new FusionList<string>("wild", [("a", double.MaxValue), ("b", -double.MaxValue)]);
        Assert.That(
            () => RankFusion.Fuse([list], new() { Method = FusionMethod.CombSum, Normalization = normalization }),
            Throws.ArgumentException.With.Message.Contains("\"wild\""));
    }

    [Test]
    public void ASumThatOverflowsIsRefused()
    {
        FusionList<string>[] lists = [new("a", [("x", double.MaxValue)]), new("b", [("x", double.MaxValue)])];
        Assert.That(
            () => RankFusion.Fuse(lists, new() { Method = FusionMethod.CombSum, Normalization = ScoreNormalization.None }),
            Throws.ArgumentException.With.Message.Contains("overflows"));
    }

    private static double[] Normalized(ScoreNormalization normalization, params double[] scores)
    {
        var list = new FusionList<int>("list", Enumerable.Range(0, scores.Length), scores);
        FusedRanking<int> ranking = RankFusion.Fuse([list], new() { Method = FusionMethod.CombSum, Normalization = normalization });
        return [.. ranking.OrderBy(item => item.Key).Select(item => item.Score)];
    }
}
