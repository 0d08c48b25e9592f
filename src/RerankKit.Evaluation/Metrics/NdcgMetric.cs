namespace RerankKit.Evaluation;

internal sealed class NdcgMetric(int? cutoff, NdcgGain gain) : RankingMetric(MetricName.Compose(NameOf(gain), cutoff))
{
    // 2^62 is far beyond any grade in use and far below where sums of gains lose meaning.
    private const int MaxExponentialGrade = 62;

    private static readonly double[] Discounts = [.. Enumerable.Range(2, 1024).Select(rank => Math.Log2(rank))];

    internal override string TrecEvalName =>
        gain != NdcgGain.Linear ? Name : cutoff is null ? "ndcg" : Invariant($"ndcg_cut_{cutoff}");

    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        double ideal = Dcg(ranking.JudgedGrades);
        return ideal > 0 ? Dcg(ranking.Grades) / ideal : 0;
    }

    private static string NameOf(NdcgGain gain) => gain switch
    {
        NdcgGain.Linear => "ndcg",
        NdcgGain.Exponential => "ndcg_exp",
        _ => throw Throw.OutOfRange(gain, "Linear or Exponential", nameof(gain)),
    };

    private double Dcg(ReadOnlySpan<int> grades)
    {
        int count = Math.Min(cutoff ?? int.MaxValue, grades.Length);
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            if (grades[i] > 0)
            {
                sum += Gain(grades[i]) / (i < Discounts.Length ? Discounts[i] : Math.Log2(i + 2));
            }
        }

        return sum;
    }

    private double Gain(int grade) =>
        gain == NdcgGain.Linear ? grade
        : grade <= MaxExponentialGrade ? (1L << grade) - 1
        : throw Throw.OutOfRange(grade, "62 or less with exponential gain; use linear gain for grades on such a scale", nameof(grade));
}
