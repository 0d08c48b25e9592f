namespace RerankKit.Evaluation;

internal sealed class RPrecisionMetric(int? relevanceLevel) : BinaryMetric("rprec", cutoff: null, relevanceLevel)
{
    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        int level = LevelFor(ranking);
        int relevant = ranking.CountJudged(level);
        return relevant == 0 ? 0 : (double)ranking.CountRetrieved(level, relevant) / relevant;
    }

    protected override string NameInTrecEval(int? cutoff) => "Rprec";
}
