namespace RerankKit.Fusion.Tests;

public class RankFusionOptionsTests
{
    [Test]
    public void DefaultsAreRrfWithK60()
    {
        var options = new RankFusionOptions();
        Assert.That(
            (options.Method, options.K, options.Normalization, options.MissingPolicy, options.Phi, options.Sigma, options.Depth, options.Weights),
            Is.EqualTo((FusionMethod.Rrf, 60, ScoreNormalization.MinMax, MissingScorePolicy.Zero, 0.9, 0.01, (int?)null, (IReadOnlyList<double>?)null)));
    }

    [Test]
    public void ValuesOutOfRangeAreRefused()
    {
        Assert.That(() => new RankFusionOptions { K = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("K is -1"));
        Assert.That(() => new RankFusionOptions { Depth = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RankFusionOptions { Method = (FusionMethod)99 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RankFusionOptions { Normalization = (ScoreNormalization)99 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RankFusionOptions { MissingPolicy = (MissingScorePolicy)99 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void PhiLiesStrictlyBetweenZeroAndOne([Values(0, 1, -0.1, double.NaN)] double phi) =>
        Assert.That(() => new RankFusionOptions { Phi = phi }, Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void SigmaLiesBetweenZeroAndOne([Values(-0.1, 1.1, double.NaN)] double sigma) =>
        Assert.That(() => new RankFusionOptions { Sigma = sigma }, Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void AWeightIsFiniteAndNotNegative([Values(-1, double.NaN, double.PositiveInfinity)] double weight) =>
        Assert.That(() => new RankFusionOptions { Weights = [1, weight] }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Weights[1]"));

    [Test]
    public void SomeWeightIsAboveZero()
    {
        Assert.That(() => new RankFusionOptions { Weights = [0, 0] }, Throws.ArgumentException.With.Message.Contains("above 0"));
        Assert.That(() => new RankFusionOptions { Weights = [] }, Throws.ArgumentException);
        Assert.That(() => new RankFusionOptions { Weights = [double.MaxValue, double.MaxValue] }, Throws.ArgumentException);
    }

    [Test]
    public void WeightsAreCopied()
    {
        double[] weights = [1, 2];
        var options = new RankFusionOptions { Weights = weights };
        weights[0] = 5;
        Assert.That(options.Weights, Is.EqualTo(new[] { 1.0, 2.0 }));
    }

    [Test]
    public void ACloneChangesAlone()
    {
        var options = new RankFusionOptions { K = 10, Weights = [1, 2] };
        RankFusionOptions clone = options.Clone();
        clone.K = 20;
        clone.Weights = null;
        Assert.That((options.K, options.Weights!.Count, clone.K), Is.EqualTo((10, 2, 20)));
    }

    [Test]
    public void AnotherNumberOfWeightsThanListsIsRefusedByName()
    {
        FusionList<string>[] lists = [new("bm25", ["a"]), new("dense", ["b"]), new("splade", ["c"])];
        Assert.That(
            () => RankFusion.Fuse(lists, new() { Weights = [1, 2] }),
            Throws.ArgumentException.With.Message.Contains("2 entries for 3 lists (bm25, dense, splade)"));
    }

    [Test]
    public void MethodsThatPickAScoreTakeNoWeights(
        [Values(FusionMethod.CombMin, FusionMethod.CombMax, FusionMethod.CombMed, FusionMethod.CombAnz)] FusionMethod method)
    {
        FusionList<string>[] lists = [new("a", [("x", 1)]), new("b", [("x", 2)])];
        Assert.That(
            () => RankFusion.Fuse(lists, new() { Method = method, Weights = [1, 2] }),
            Throws.ArgumentException.With.Message.Contains($"{method} takes no weights"));
    }

    [Test]
    public void AListWithoutScoresIsNamedWhereScoresAreNeeded()
    {
        FusionList<string>[] lists = [new("dense", [("a", 1)]), new("bm25", ["a"])];
        Assert.That(
            () => RankFusion.Fuse(lists, new() { Method = FusionMethod.CombSum }),
            Throws.ArgumentException.With.Message.Contains("list \"bm25\" has none").And.Message.Contains("Rrf"));
    }

    [Test]
    public void ByRankOrBordaTheSameListsNeedNoScores([Values(ScoreNormalization.Rank, ScoreNormalization.Borda)] ScoreNormalization normalization)
    {
        FusionList<string>[] lists = [new("dense", [("a", 1)]), new("bm25", ["a"])];
        FusedRanking<string> ranking = RankFusion.Fuse(lists, new() { Method = FusionMethod.CombSum, Normalization = normalization });
        Assert.That(ranking[0].Score, Is.EqualTo(2));
    }

    [Test]
    public void AnEmptyListNeedsNoScores()
    {
        FusionList<string>[] lists = [new("dense", [("a", 1)]), new("bm25", Array.Empty<string>())];
        Assert.That(RankFusion.Fuse(lists, new() { Method = FusionMethod.CombSum }).Single().Score, Is.EqualTo(1));
    }
}
