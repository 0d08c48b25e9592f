namespace RerankKit.Evaluation;

/// <summary>trec_eval's counts; over all queries they are summed.</summary>
internal sealed class CountMetric(string name, Func<JudgedRanking, int> count) : RankingMetric(name)
{
    public static CountMetric Queries { get; } = new("num_q", static _ => 1);

    public static CountMetric Retrieved { get; } = new("num_ret", static ranking => ranking.Grades.Length);

    public static CountMetric Relevant { get; } = new("num_rel", static ranking => ranking.CountJudged(ranking.RelevanceLevel));

    public static CountMetric RelevantRetrieved { get; } =
        new("num_rel_ret", static ranking => ranking.CountRetrieved(ranking.RelevanceLevel));

    public override MetricAggregation Aggregation => MetricAggregation.Sum;

    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        return count(ranking);
    }
}
