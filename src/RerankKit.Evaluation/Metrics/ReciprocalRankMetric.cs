namespace RerankKit.Evaluation;

internal sealed class ReciprocalRankMetric(int? cutoff, int? relevanceLevel) : BinaryMetric("rr", cutoff, relevanceLevel)
{
    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        int level = LevelFor(ranking);
        ReadOnlySpan<int> top = Top(ranking);
        for (int i = 0; i < top.Length; i++)
        {
            if (top[i] >= level)
            {
                return 1.0 / (i + 1);
            }
        }

        return 0;
    }

    protected override string NameInTrecEval(int? cutoff) => cutoff is null ? "recip_rank" : WithCutoff("recip_rank_cut", cutoff);
}
