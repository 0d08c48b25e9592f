namespace RerankKit.Evaluation;

internal sealed class RankBiasedPrecisionMetric : RankingMetric
{
    public const double DefaultPersistence = 0.9;

    private readonly double _persistence;
    private readonly int? _cutoff;
    private readonly int? _relevanceLevel;

    public RankBiasedPrecisionMetric(double persistence, int? cutoff, int? relevanceLevel)
        : base(MetricName.Compose("rbp", cutoff, relevanceLevel, persistence))
    {
        _persistence = persistence is > 0 and < 1
            ? persistence
            : throw Throw.OutOfRange(persistence, "more than 0 and less than 1", nameof(persistence));
        _cutoff = cutoff;
        _relevanceLevel = relevanceLevel;
    }

    internal override string TrecEvalName =>
        _persistence == DefaultPersistence && _cutoff is null && _relevanceLevel is null ? "rbp" : Name;

    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        int level = _relevanceLevel ?? ranking.RelevanceLevel;
        double sum = 0;
        double weight = 1;
        foreach (int grade in ranking.Grades[..Math.Min(_cutoff ?? int.MaxValue, ranking.Grades.Length)])
        {
            sum += grade >= level ? weight : 0;
            weight *= _persistence;
        }

        return (1 - _persistence) * sum;
    }
}
