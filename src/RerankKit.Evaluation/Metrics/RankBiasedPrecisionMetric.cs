namespace RerankKit.Evaluation;

internal sealed class RankBiasedPrecisionMetric(double persistence, int? cutoff, int? relevanceLevel) : RankingMetric(MetricName.Compose("rbp", cutoff, relevanceLevel, persistence))
{
    public const double DefaultPersistence = 0.9;

    private readonly double _persistence = Allow.If(persistence is > 0 and < 1, persistence, "more than 0 and less than 1", nameof(persistence));

    internal override string TrecEvalName => _persistence == DefaultPersistence && cutoff is null && relevanceLevel is null ? "rbp" : Name;

    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        int level = relevanceLevel ?? ranking.RelevanceLevel;
        double sum = 0;
        double weight = 1;
        foreach (int grade in ranking.Grades[..Math.Min(cutoff ?? int.MaxValue, ranking.Grades.Length)])
        {
            sum += grade >= level ? weight : 0;
            weight *= _persistence;
        }

        return (1 - _persistence) * sum;
    }
}
