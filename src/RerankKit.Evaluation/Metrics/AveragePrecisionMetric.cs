namespace RerankKit.Evaluation;

internal sealed class AveragePrecisionMetric(int? cutoff, int? relevanceLevel) : BinaryMetric("map", cutoff, relevanceLevel)
{
    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        int level = LevelFor(ranking);
        ReadOnlySpan<int> top = Top(ranking);
        double sum = 0;
        int relevant = 0;
        for (int i = 0; i < top.Length; i++)
        {
            if (top[i] >= level)
            {
                relevant++;
                sum += (double)relevant / (i + 1);
            }
        }

        return relevant == 0 ? 0 : sum / ranking.CountJudged(level);
    }

    protected override string NameInTrecEval(int? cutoff) => cutoff is null ? "map" : WithCutoff("map_cut", cutoff);
}
