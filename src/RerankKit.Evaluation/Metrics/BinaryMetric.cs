namespace RerankKit.Evaluation;

/// <summary>A metric that knows relevant and not relevant, and may look at the first ranks only.</summary>
/// <param name="name">Its name without cutoff and level.</param>
/// <param name="trecEvalName">What trec_eval calls it, cutoff included.</param>
/// <param name="cutoff">How many ranks count; null for all.</param>
/// <param name="relevanceLevel">The lowest relevant grade; null is the evaluation's.</param>
/// <param name="compute">The value, from the ranking, the level and the cutoff.</param>
internal sealed class BinaryMetric(string name, string trecEvalName, int? cutoff, int? relevanceLevel, Func<JudgedRanking, int, int, double> compute)
    : RankingMetric(MetricName.Compose(name, cutoff, relevanceLevel))
{
    internal override string TrecEvalName => relevanceLevel is null ? trecEvalName : Name;

    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        return compute(ranking, relevanceLevel ?? ranking.RelevanceLevel, cutoff ?? int.MaxValue);
    }
}
