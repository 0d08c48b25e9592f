namespace RerankKit.Evaluation;

/// <summary>A mean over folds and how far the folds lie apart.</summary>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="StandardDeviation">The sample's standard deviation (n − 1).</param>
public readonly record struct MetricSpread(double Mean, double StandardDeviation)
{
    /// <summary>The mean and its spread to four digits, for example <c>0.7412 ± 0.0310</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Invariant($"{Mean:F4} ± {StandardDeviation:F4}");

    internal static MetricSpread Of(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return new(mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }
}
