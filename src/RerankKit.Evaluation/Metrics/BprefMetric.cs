namespace RerankKit.Evaluation;

internal sealed class BprefMetric(int? relevanceLevel) : BinaryMetric("bpref", cutoff: null, relevanceLevel)
{
    public override double Compute(JudgedRanking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        int level = LevelFor(ranking);
        int relevant = ranking.CountJudged(level);
        if (relevant == 0)
        {
            return 0;
        }

        int judgedNonrelevant = ranking.JudgedGrades.Length - relevant;
        int nonrelevantAbove = 0;
        double sum = 0;
        foreach (int grade in ranking.Grades)
        {
            if (grade >= level)
            {
                sum += nonrelevantAbove == 0 ? 1 : 1 - ((double)Math.Min(nonrelevantAbove, relevant) / Math.Min(judgedNonrelevant, relevant));
            }
            else if (grade >= 0)
            {
                nonrelevantAbove++;
            }
        }

        return sum / relevant;
    }

    protected override string NameInTrecEval(int? cutoff) => "bpref";
}
