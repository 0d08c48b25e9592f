namespace RerankKit.Evaluation;

internal sealed class PrecisionMetric(int cutoff, int? relevanceLevel) : BinaryMetric("p", cutoff, relevanceLevel)
{
    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        return (double)ranking.CountRetrieved(LevelFor(ranking), Cutoff) / Cutoff;
    }

    protected override string NameInTrecEval(int? cutoff) => WithCutoff("P", cutoff);
}
