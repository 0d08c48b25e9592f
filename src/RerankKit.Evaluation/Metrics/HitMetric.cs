namespace RerankKit.Evaluation;

internal sealed class HitMetric(int cutoff, int? relevanceLevel) : BinaryMetric("hit", cutoff, relevanceLevel)
{
    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        return ranking.CountRetrieved(LevelFor(ranking), Cutoff) > 0 ? 1 : 0;
    }

    protected override string NameInTrecEval(int? cutoff) => WithCutoff("success", cutoff);
}
