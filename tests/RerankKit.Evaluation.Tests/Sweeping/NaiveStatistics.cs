namespace RerankKit.Evaluation.Tests.Sweeping;

/// <summary>Statistics as their definitions say, without regard to speed.</summary>
internal static class NaiveStatistics
{
    /// <summary>The two-sided p-value of the paired t test, by integrating the density of Student's distribution.</summary>
    public static double PairedT(double[] differences)
    {
        double mean = differences.Average();
        double deviation = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1));
        if (differences.All(d => d == 0))
        {
            return 1;
        }

        // With t = sqrt(df) * tan(a) the density is cos(a)^(df - 1), up to its integral.
        double df = differences.Length - 1;
        double limit = Math.Atan(Math.Abs(mean) / (deviation / Math.Sqrt(differences.Length)) / Math.Sqrt(df));
        double integral(double to)
        {
            const int Steps = 20_000;
            double h = to / Steps;
            double sum = Math.Pow(1, df - 1) + Math.Pow(Math.Cos(to), df - 1);
            for (int i = 1; i < Steps; i++)
            {
                sum += (i % 2 == 0 ? 2 : 4) * Math.Pow(Math.Cos(i * h), df - 1);
            }

            return sum * h / 3;
        }

        return 1 - (integral(limit) / integral(Math.PI / 2));
    }

    public static double[] Holm(double[] p)
    {
        double[] adjusted = new double[p.Length];
        double largest = 0;
        int rank = 0;
        foreach (int i in Enumerable.Range(0, p.Length).OrderBy(i => p[i]))
        {
            largest = Math.Max(largest, Math.Min(1, p[i] * (p.Length - rank++)));
            adjusted[i] = largest;
        }

        return adjusted;
    }

    /// <summary>How often a positive beats a negative, over all pairs of one and the other.</summary>
    public static double Auroc(double[] positives, double[] negatives) =>
        positives.Sum(p => negatives.Sum(n => p > n ? 1 : p == n ? 0.5 : 0)) / ((double)positives.Length * negatives.Length);

    public static double[] MinMax(double[] scores)
    {
        double low = scores.Min();
        double high = scores.Max();
        return scores.Length == 1 ? [1] : Array.ConvertAll(scores, score => high == low ? 0 : (score - low) / (high - low));
    }

    /// <summary>The smallest value that at least this share of the values does not exceed.</summary>
    public static double Quantile(double[] values, double share) => values.Order().First(value => values.Count(other => other <= value) >= (share * values.Length) - 1e-9);
}
