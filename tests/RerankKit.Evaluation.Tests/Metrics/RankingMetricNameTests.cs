namespace RerankKit.Evaluation.Tests.Metrics;

[TestFixture]
public sealed class RankingMetricNameTests
{
    [TestCase("ndcg", "ndcg")]
    [TestCase("nDCG@10", "ndcg@10")]
    [TestCase("ndcg_cut_10", "ndcg@10")]
    [TestCase("ndcg_cut.10", "ndcg@10")]
    [TestCase("P.5", "p@5")]
    [TestCase("recall.100(rel=2)", "recall@100(rel=2)")]
    [TestCase("map_cut.10", "map@10")]
    [TestCase("success.1", "hit@1")]
    [TestCase("rbp_0.8", "rbp(0.8)")]
    [TestCase("rbp.0.8", "rbp(0.8)")]
    [TestCase("ndcg_exp@10", "ndcg_exp@10")]
    [TestCase("rr", "rr")]
    [TestCase("RR@10", "rr@10")]
    [TestCase("mrr@10", "rr@10")]
    [TestCase("recip_rank", "rr")]
    [TestCase("recip_rank_cut_10", "rr@10")]
    [TestCase("RR(rel=2)@10", "rr@10(rel=2)")]
    [TestCase("map", "map")]
    [TestCase("AP", "map")]
    [TestCase("map@100", "map@100")]
    [TestCase("map_cut_100", "map@100")]
    [TestCase("recall", "recall")]
    [TestCase("set_recall", "recall")]
    [TestCase("recall@100", "recall@100")]
    [TestCase("r@100", "recall@100")]
    [TestCase("recall_100", "recall@100")]
    [TestCase("recall@100(rel=2)", "recall@100(rel=2)")]
    [TestCase("p@5", "p@5")]
    [TestCase("P_5", "p@5")]
    [TestCase("precision@5", "p@5")]
    [TestCase("hit@10", "hit@10")]
    [TestCase("success_10", "hit@10")]
    [TestCase("Success@10", "hit@10")]
    [TestCase("Rprec", "rprec")]
    [TestCase("rprec(rel=3)", "rprec(rel=3)")]
    [TestCase("rbp", "rbp(0.9)")]
    [TestCase("rbp(0.8)", "rbp(0.8)")]
    [TestCase("rbp@0.8", "rbp(0.8)")]
    [TestCase("rbp(p=0.8, rel=2)@20", "rbp@20(0.8,rel=2)")]
    [TestCase("bpref", "bpref")]
    [TestCase("unjudged@10", "unjudged@10")]
    [TestCase("unj_10", "unjudged@10")]
    [TestCase("num_q", "num_q")]
    [TestCase("num_ret", "num_ret")]
    [TestCase("num_rel", "num_rel")]
    [TestCase(" num_rel_ret ", "num_rel_ret")]
    public void NamesAreReadAsPeopleAndTrecEvalWriteThem(string text, string canonical)
    {
        RankingMetric metric = RankingMetric.Parse(text);

        Assert.That(metric.Name, Is.EqualTo(canonical));
        Assert.That(RankingMetric.Parse(metric.Name).Name, Is.EqualTo(canonical));
        Assert.That(metric.ToString(), Is.EqualTo(canonical));
        Assert.That(RankingMetric.TryParse(text, out RankingMetric? tried), Is.True);
        Assert.That(tried!.Name, Is.EqualTo(canonical));
    }

    [TestCase("foo@10", "not known")]
    [TestCase("", "not known")]
    [TestCase("@10", "not known")]
    [TestCase("ndcg@", "cutoff ''")]
    [TestCase("ndcg@0", "cutoff '0'")]
    [TestCase("ndcg@-1", "cutoff '-1'")]
    [TestCase("ndcg@ten", "cutoff 'ten'")]
    [TestCase("ndcg@10.5", "cutoff '10.5'")]
    [TestCase("ndcg@99999999999", "cutoff '99999999999'")]
    [TestCase("ndcg_cut", "needs a cutoff; write for example ndcg_cut.10, or ndcg")]
    [TestCase("map_cut", "needs a cutoff")]
    [TestCase("ndcg.", "not known")]
    [TestCase("ndcg.1=3.5", "cutoff '1=3.5'")]
    [TestCase("bpref.10", "takes none")]
    [TestCase("p", "needs a cutoff")]
    [TestCase("hit", "needs a cutoff")]
    [TestCase("unjudged", "needs a cutoff")]
    [TestCase("bpref@10", "takes none")]
    [TestCase("num_rel_10", "takes none")]
    [TestCase("ndcg@10(rel=2)", "takes none")]
    [TestCase("map(rel=0)", "rel=0")]
    [TestCase("map(rel=x)", "rel=x")]
    [TestCase("map(0.8)", "'0.8'")]
    [TestCase("rbp(1)", "'1'")]
    [TestCase("rbp(0)", "'0'")]
    [TestCase("rbp(p=high)", "'p=high'")]
    [TestCase("map(rel=2", "parentheses")]
    [TestCase("map)rel=2(", "parentheses")]
    [TestCase("map(rel=2)(rel=3)", "parentheses")]
    public void WhatIsNoMetricIsRefusedByName(string text, string problem)
    {
        Assert.That(() => RankingMetric.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains($"'{text}'").And.Message.Contains(problem));
        Assert.That(RankingMetric.TryParse(text, out RankingMetric? metric), Is.False);
        Assert.That(metric, Is.Null);
    }

    [Test]
    public void AnUnknownMetricIsAnsweredWithTheKnownOnes()
    {
        FormatException? error = Assert.Throws<FormatException>(() => RankingMetric.Parse("foo"));

        foreach (string known in (string[])["ndcg@k", "ndcg_exp@k", "rr@k", "map", "recall@k", "p@k", "hit@k", "rprec", "rbp(p)", "bpref", "unjudged@k", "num_rel_ret"])
        {
            Assert.That(RankingMetric.KnownNames, Does.Contain(known));
            Assert.That(error!.Message, Does.Contain(known));
        }
    }

    [Test]
    public void AListIsCutAtCommasOutsideParentheses() =>
        Assert.That(
            RankingMetric.ParseList("ndcg@10, mrr@10,rbp(0.8,rel=2),map").Select(metric => metric.Name),
            Is.EqualTo(["ndcg@10", "rr@10", "rbp(0.8,rel=2)", "map"]));

    [TestCase("")]
    [TestCase("map,")]
    [TestCase("map,,ndcg")]
    public void AnEmptyNameInAListIsRefused(string names) =>
        Assert.That(() => RankingMetric.ParseList(names), Throws.TypeOf<FormatException>());

    [Test]
    public void FactoriesCheckTheirNumbers()
    {
        Assert.That(() => RankingMetrics.Ndcg(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => RankingMetrics.Ndcg(gain: (NdcgGain)9), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => RankingMetrics.Recall(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => RankingMetrics.Bpref(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => RankingMetrics.RankBiasedPrecision(1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => RankingMetrics.RankBiasedPrecision(double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase("ndcg_cut.5,10,20", "ndcg@5 ndcg@10 ndcg@20")]
    [TestCase("P.5, 10 ,recall.50,100", "p@5 p@10 recall@50 recall@100")]
    [TestCase("ndcg@5,10", "ndcg@5 ndcg@10")]
    [TestCase("P_5,10", "p@5 p@10")]
    public void ANumberAloneIsAnotherCutoffOfTheMetricBeforeIt(string names, string expected) =>
        Assert.That(string.Join(' ', RankingMetric.ParseList(names)), Is.EqualTo(expected));

    [TestCase("10")]
    [TestCase("map,10")]
    [TestCase("rbp(0.8),10")]
    public void ANumberAloneIsNoMetric(string names) =>
        Assert.That(() => RankingMetric.ParseList(names), Throws.TypeOf<FormatException>().With.Message.Contains("'10' is not known"));
}
