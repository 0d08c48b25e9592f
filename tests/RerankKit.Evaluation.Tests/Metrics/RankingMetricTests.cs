namespace RerankKit.Evaluation.Tests.Metrics;

[TestFixture]
public sealed class RankingMetricTests
{
    private static readonly Dictionary<string, int> Judgements = new(StringComparer.Ordinal) { ["a"] = 3, ["b"] = 2, ["c"] = 0, ["d"] = -1 };

    [Test]
    public void IdsAndJudgementsAreAllThatAMetricNeeds()
    {
        // Järvelin and Kekäläinen by hand: (2/log2 2 + 3/log2 3) / (3/log2 2 + 2/log2 3).
        double expected = (2 + (3 / Math.Log2(3))) / (3 + (2 / Math.Log2(3)));

        Assert.That(RankingMetrics.Ndcg(10).Compute(["b", "a", "x"], Judgements), Is.EqualTo(expected).Within(1e-15));
    }

    [Test]
    public void ExponentialGainIsTwoToTheGradeMinusOne()
    {
        double expected = (3 + (7 / Math.Log2(3))) / (7 + (3 / Math.Log2(3)));

        Assert.That(RankingMetrics.Ndcg(10, NdcgGain.Exponential).Compute(["b", "a", "x"], Judgements), Is.EqualTo(expected).Within(1e-15));
    }

    [Test]
    public void ExponentialGainRefusesGradesOnAnotherScale()
    {
        var percent = new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 100 };

        Assert.That(() => RankingMetrics.Ndcg(gain: NdcgGain.Exponential).Compute(["a"], percent), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("62"));
        Assert.That(RankingMetrics.Ndcg().Compute(["a"], percent), Is.EqualTo(1));
    }

    [Test]
    public void AnEmptyRankingScoresZeroEverywhere()
    {
        foreach (RankingMetric metric in RankingMetric.ParseList("ndcg,ndcg@10,rr,map,recall@10,p@5,hit@1,rprec,rbp,bpref,unjudged@5"))
        {
            Assert.That(metric.Compute([], Judgements), Is.Zero, metric.Name);
        }
    }

    [Test]
    public void WithoutJudgementsEverythingIsZeroAndUnjudged()
    {
        var none = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (RankingMetric metric in RankingMetric.ParseList("ndcg,rr,map,recall,p@5,hit@1,rprec,rbp,bpref"))
        {
            Assert.That(metric.Compute(["a", "b"], none), Is.Zero, metric.Name);
        }

        Assert.That(RankingMetrics.UnjudgedShare(4).Compute(["a", "b"], none), Is.EqualTo(0.5));
    }

    [Test]
    public void ANegativeGradeCountsAsUnjudged()
    {
        Assert.That(RankingMetrics.UnjudgedShare(2).Compute(["d", "c"], Judgements), Is.EqualTo(0.5));
        Assert.That(RankingMetrics.Bpref().Compute(["d", "a", "b"], Judgements), Is.EqualTo(1));
    }

    [Test]
    public void ALevelOfTheMetricWinsOverThatOfTheRanking()
    {
        var ranking = new JudgedRanking(["b", "a"], Judgements, relevanceLevel: 2);

        Assert.That(RankingMetrics.ReciprocalRank().Compute(ranking), Is.EqualTo(1));
        Assert.That(RankingMetrics.ReciprocalRank(relevanceLevel: 3).Compute(ranking), Is.EqualTo(0.5));
    }

    [Test]
    public void OnlyUnjudgedSharesAreBetterLow()
    {
        Assert.That(RankingMetrics.UnjudgedShare(5).IsHigherBetter, Is.False);
        Assert.That(RankingMetrics.Ndcg().IsHigherBetter, Is.True);
    }

    [Test]
    public void ARankingWithADocumentTwiceIsRefused() =>
        Assert.That(() => RankingMetrics.Ndcg().Compute(["a", "b", "a"], Judgements), Throws.ArgumentException.With.Message.Contains("'a'"));

    [Test]
    public void ARankingTellsItsGradesAndCounts()
    {
        var ranking = new JudgedRanking(["x", "b", "d"], Judgements);

        Assert.That(ranking.Grades.ToArray(), Is.EqualTo([JudgedRanking.Unjudged, 2, -1]));
        Assert.That(ranking.JudgedGrades.ToArray(), Is.EqualTo([3, 2, 0]));
        Assert.That(ranking.CountJudged(0), Is.EqualTo(3));
        Assert.That(ranking.CountJudged(3), Is.EqualTo(1));
        Assert.That(ranking.CountRetrieved(1), Is.EqualTo(1));
        Assert.That(ranking.CountRetrieved(1, 1), Is.Zero);
        Assert.That(() => new JudgedRanking([], Judgements, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
