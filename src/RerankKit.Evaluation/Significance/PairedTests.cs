namespace RerankKit.Evaluation;

/// <summary>Tests on the differences of two runs, query by query.</summary>
/// <remarks>What draws random numbers takes a seed and gives the same answer on every platform. Safe for many threads.</remarks>
public static partial class PairedTests
{
    /// <summary>Paired, two-sided Student t test.</summary>
    /// <param name="differences">One finite difference per query.</param>
    /// <returns>The outcome; p is 1 when every difference is 0 or there are fewer than two.</returns>
    public static PairedTTest StudentT(ReadOnlySpan<double> differences)
    {
        int degrees = Math.Max(differences.Length - 1, 0);
        if (differences.Length < 2 || !differences.ContainsAnyExcept(0.0))
        {
            return new(0, degrees, 1);
        }

        (double mean, double deviation) = MeanAndDeviation(differences);
        double t = mean == 0 ? 0 : mean / (deviation / Math.Sqrt(differences.Length));
        return new(t, degrees, StudentDistribution.TwoSidedPValue(t, degrees));
    }

    /// <summary>Cohen's d for paired samples: mean difference / standard deviation of the differences.</summary>
    /// <param name="differences">One finite difference per query.</param>
    /// <returns>0 when every difference is 0; null when it is not defined: fewer than two differences, or all the same other number.</returns>
    public static double? EffectSize(ReadOnlySpan<double> differences)
    {
        if (!differences.ContainsAnyExcept(0.0))
        {
            return 0;
        }

        (double mean, double deviation) = MeanAndDeviation(differences);
        return differences.Length < 2 || deviation == 0 ? null : mean / deviation;
    }

    /// <summary>Holm's step-down adjustment of p-values that are looked at together (Scandinavian Journal of Statistics, 1979).</summary>
    /// <param name="pValues">The p-values, each from 0 to 1.</param>
    /// <returns>The adjusted values in the same order; none is smaller than before, none is more than 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is not from 0 to 1.</exception>
    public static double[] HolmAdjust(ReadOnlySpan<double> pValues)
    {
        int[] order = new int[pValues.Length];
        double[] sorted = pValues.ToArray();
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            Allow.If(pValues[i] is >= 0 and <= 1, pValues[i], "0 to 1", nameof(pValues));
        }

        Array.Sort(sorted, order);
        double[] adjusted = new double[sorted.Length];
        double largest = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1, sorted[i] * (sorted.Length - i)));
            adjusted[order[i]] = largest;
        }

        return adjusted;
    }

    private static (double Mean, double Deviation) MeanAndDeviation(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length;
        double squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        // Equal numbers have no spread, whatever rounding of their mean says.
        return values.ContainsAnyExcept(values[0]) ? (mean, Math.Sqrt(squares / (values.Length - 1))) : (values[0], 0);
    }
}
