namespace RerankKit.Evaluation;

/// <summary>Compares the means of two samples that have nothing to do with one another.</summary>
internal static class IndependentSamples
{
    /// <summary>The mean of the second minus that of the first, its percentile bootstrap interval (each sample resampled by itself) and Welch's p-value.</summary>
    public static MeanEstimate Compare(double[] first, double[] second, ComparisonOptions options)
    {
        double[] means = new double[options.BootstrapSamples];
        var random = new SplitMix64(options.Seed);
        foreach (ref double mean in means.AsSpan())
        {
            mean = Resampled(second, ref random) - Resampled(first, ref random);
        }

        Array.Sort(means);
        double tail = (1 - options.Confidence) / 2;
        return new(
            second.Average() - first.Average(),
            new(PairedTests.Percentile(means, tail), PairedTests.Percentile(means, 1 - tail), options.Confidence),
            WelchPValue(first, second));
    }

    /// <summary>Welch's t test, two-sided (Biometrika 34, 1947); 1 where a sample has fewer than two values, or nothing varies.</summary>
    public static double WelchPValue(double[] first, double[] second)
    {
        if (first.Length < 2 || second.Length < 2)
        {
            return 1;
        }

        (double meanOfFirst, double errorOfFirst) = MeanAndSquaredError(first);
        (double meanOfSecond, double errorOfSecond) = MeanAndSquaredError(second);
        double error = errorOfFirst + errorOfSecond;
        if (error == 0)
        {
            return meanOfFirst == meanOfSecond ? 1 : 0;
        }

        double degrees = error * error / ((errorOfFirst * errorOfFirst / (first.Length - 1)) + (errorOfSecond * errorOfSecond / (second.Length - 1)));
        return StudentDistribution.TwoSidedPValue((meanOfSecond - meanOfFirst) / Math.Sqrt(error), degrees);
    }

    private static (double Mean, double SquaredError) MeanAndSquaredError(double[] values)
    {
        double mean = values.Average();
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length);
    }

    private static double Resampled(double[] values, ref SplitMix64 random)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += values[random.Next(values.Length)];
        }

        return sum / values.Length;
    }
}
