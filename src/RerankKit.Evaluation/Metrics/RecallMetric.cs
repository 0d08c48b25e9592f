namespace RerankKit.Evaluation;

internal sealed class RecallMetric(int? cutoff, int? relevanceLevel) : BinaryMetric("recall", cutoff, relevanceLevel)
{
    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        int level = LevelFor(ranking);
        int relevant = ranking.CountJudged(level);
        return relevant == 0 ? 0 : (double)ranking.CountRetrieved(level, Cutoff) / relevant;
    }

    protected override string NameInTrecEval(int? cutoff) => cutoff is null ? "set_recall" : WithCutoff("recall", cutoff);
}
