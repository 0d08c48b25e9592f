namespace RerankKit.Evaluation;

internal sealed class UnjudgedMetric(int cutoff) : RankingMetric(MetricName.Compose("unjudged", cutoff))
{
    public override bool IsHigherBetter => false;

    internal override string TrecEvalName => Invariant($"unj_{cutoff}");

    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        int seen = Math.Min(cutoff, ranking.Grades.Length);
        return (double)(seen - ranking.CountRetrieved(0, cutoff)) / cutoff;
    }
}
