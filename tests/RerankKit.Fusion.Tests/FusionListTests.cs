namespace RerankKit.Fusion.Tests;

public class FusionListTests
{
    [Test]
    public void AListIsASnapshotOfWhatItWasGiven()
    {
        string[] keys = ["a", "b"];
        double[] scores = [2, 1];
        var list = new FusionList<string>("bm25", keys, scores);
        keys[0] = "changed";
        scores[0] = -1;

        Assert.That((list.Name, list.Count, list.HasScores), Is.EqualTo(("bm25", 2, true)));
        Assert.That(list.Keys.ToArray(), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(list.Scores.ToArray(), Is.EqualTo(new[] { 2.0, 1.0 }));
    }

    [Test]
    public void AListWithoutScoresHasNone()
    {
        var list = new FusionList<int>("ids", [3, 1, 2]);
        Assert.That((list.HasScores, list.Scores.Length), Is.EqualTo((false, 0)));
    }

    [Test]
    public void SortingByScoreKeepsTheOrderOfEqualScores()
    {
        var list = new FusionList<string>("dense", [("a", 0.1), ("b", 0.9), ("c", 0.1), ("d", 0.9)]);

        FusionList<string> sorted = list.SortedByScore();

        Assert.That(sorted.Keys.ToArray(), Is.EqualTo(new[] { "b", "d", "a", "c" }));
        Assert.That(sorted.Scores.ToArray(), Is.EqualTo(new[] { 0.9, 0.9, 0.1, 0.1 }));
        Assert.That(list.Keys[0], Is.EqualTo("a"), "the list itself stays");
    }

    [Test]
    public void SortingWithoutScoresIsRefused() =>
        Assert.That(() => new FusionList<string>("bm25", ["a"]).SortedByScore(), Throws.InvalidOperationException.With.Message.Contains("\"bm25\""));

    [Test]
    public void AScoreThatIsNotFiniteIsRefused([Values(double.NaN, double.PositiveInfinity, double.NegativeInfinity)] double score) =>
        Assert.That(
            () => new FusionList<string>("dense", [("a", 1), ("b", score)]),
            Throws.ArgumentException.With.Message.Contains("List \"dense\" has the score").And.Message.Contains("at position 1"));

    [Test]
    public void AMissingKeyIsRefused() =>
        Assert.That(() => new FusionList<string>("dense", ["a", null!]), Throws.ArgumentException.With.Message.Contains("no key (null) at position 1"));

    [Test]
    public void AnotherNumberOfScoresThanKeysIsRefused() =>
        Assert.That(() => new FusionList<string>("dense", ["a", "b"], [1.0]), Throws.ArgumentException.With.Message.Contains("2 keys but 1 scores"));

    [Test]
    public void ABlankNameIsRefused([Values(null, "", " ")] string? name) =>
        Assert.That(() => new FusionList<string>(name!, ["a"]), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void MissingKeysAreRefused()
    {
        Assert.That(() => new FusionList<string>("x", (string[])null!), Throws.ArgumentNullException);
        Assert.That(() => new FusionList<string>("x", (IEnumerable<(string, double)>)null!), Throws.ArgumentNullException);
    }

    [Test]
    public void ARepeatedKeyCountsOnceAndThoseBehindItMoveUp()
    {
        FusedRanking<string> ranking = RankFusion.Fuse([new FusionList<string>("chunks", [("a", 9), ("a", 8), ("b", 7), ("a", 6), ("c", 5)])]);

        Assert.That(ranking.Select(item => item.Key), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(ranking.Select(item => item.GetSource(0).Rank), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(ranking.Select(item => item.GetSource(0).Score), Is.EqualTo(new[] { 9.0, 7, 5 }));
        Assert.That(ranking[2].Score, Is.EqualTo(1 / 63.0));
    }
}
