namespace RerankKit.Evaluation;

/// <summary>The values of binary metrics, from the ranking, the lowest relevant grade and the number of ranks that count.</summary>
internal static class BinaryFormulas
{
    public static double AveragePrecision(JudgedRanking ranking, int level, int cutoff)
    {
        ReadOnlySpan<int> top = Top(ranking, cutoff);
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

    public static double ReciprocalRank(JudgedRanking ranking, int level, int cutoff)
    {
        ReadOnlySpan<int> top = Top(ranking, cutoff);
        for (int i = 0; i < top.Length; i++)
        {
            if (top[i] >= level)
            {
                return 1.0 / (i + 1);
            }
        }

        return 0;
    }

    public static double Recall(JudgedRanking ranking, int level, int cutoff) => ShareOfRelevant(ranking, level, ranking.CountJudged(level), cutoff);

    public static double RPrecision(JudgedRanking ranking, int level, int cutoff)
    {
        int relevant = ranking.CountJudged(level);
        return ShareOfRelevant(ranking, level, relevant, relevant);
    }

    public static double Bpref(JudgedRanking ranking, int level, int cutoff)
    {
        int relevant = ranking.CountJudged(level);
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

        return relevant == 0 ? 0 : sum / relevant;
    }

    private static double ShareOfRelevant(JudgedRanking ranking, int level, int relevant, int cutoff) =>
        relevant == 0 ? 0 : (double)ranking.CountRetrieved(level, cutoff) / relevant;

    private static ReadOnlySpan<int> Top(JudgedRanking ranking, int cutoff) => ranking.Grades[..Math.Min(cutoff, ranking.Grades.Length)];
}
