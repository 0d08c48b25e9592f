namespace RerankKit.Embedded;

/// <summary>Standard scores: by how many standard deviations each number differs from the mean.</summary>
internal static class StandardScores
{
    /// <summary>Adds the standard scores of <paramref name="values"/>, times a weight, to <paramref name="sum"/>. Numbers that are all equal add nothing.</summary>
    /// <param name="values">The numbers; those that are NaN have no part and add nothing.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="sum">As long as <paramref name="values"/>.</param>
    public static void Add(ReadOnlySpan<double> values, double weight, Span<double> sum)
    {
        (double mean, double deviation) = Describe(values);
        if (!double.IsFinite(deviation) || !(deviation > 1e-9 * Math.Max(1, Math.Abs(mean))) || weight == 0)
        {
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            sum[i] += double.IsNaN(values[i]) ? 0 : weight * (values[i] - mean) / deviation;
        }
    }

    /// <summary>Mean and standard deviation of the numbers that are not NaN.</summary>
    public static (double Mean, double Deviation) Describe(ReadOnlySpan<double> values)
    {
        int count = 0;
        double total = 0;
        foreach (double value in values)
        {
            count += double.IsNaN(value) ? 0 : 1;
            total += double.IsNaN(value) ? 0 : value;
        }

        double mean = total / Math.Max(1, count);
        double squares = 0;
        foreach (double value in values)
        {
            squares += double.IsNaN(value) ? 0 : (value - mean) * (value - mean);
        }

        return (mean, Math.Sqrt(squares / Math.Max(1, count)));
    }
}
