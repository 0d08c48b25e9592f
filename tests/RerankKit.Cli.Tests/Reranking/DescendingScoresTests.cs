using RerankKit.Cli.Reranking;

namespace RerankKit.Cli.Tests.Reranking;

public sealed class DescendingScoresTests
{
    [Test]
    public void ScoresThatDescendStayAsTheyAre()
    {
        var scores = new DescendingScores();
        double[] given = [12.5, 3, 0.25, 0, -7];
        Assert.That(Array.ConvertAll(given, scores.Next), Is.EqualTo(given));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(-3.7)]
    [TestCase(140998)]
    [TestCase(1e15)]
    [TestCase(-1e-20)]
    public void EqualScoresDescendInSinglePrecision(double score)
    {
        var scores = new DescendingScores();
        float[] written = [.. Enumerable.Range(0, 200).Select(_ => (float)scores.Next(score)), .. Enumerable.Range(0, 200).Select(_ => (float)scores.NextWithout())];
        Assert.That(written, Is.Ordered.Descending.And.Unique);
        Assert.That(written[0], Is.EqualTo((float)score));
    }

    [Test]
    public void DocumentsWithoutAScoreContinueOneBelow()
    {
        var scores = new DescendingScores();
        scores.Next(5);
        Assert.That(new[] { scores.NextWithout(), scores.NextWithout() }, Is.EqualTo(new[] { 4.0, 3.0 }));
    }

    [Test]
    public void AScoreThatWasOvertakenByThoseMovedApartFollowsThem()
    {
        var scores = new DescendingScores();
        scores.Next(0);
        double second = scores.Next(0);
        double third = scores.Next(-1e-12);
        Assert.That(third, Is.LessThan(second));
        Assert.That(scores.Next(-1), Is.EqualTo(-1));
    }
}
