namespace RerankKit.Evaluation;

/// <summary>How long calls took, in milliseconds.</summary>
/// <param name="P50">Half of the calls took no longer: the smallest measured time of which that is true, as for the others.</param>
/// <param name="P95">95 % of the calls took no longer.</param>
/// <param name="P99">99 % of the calls took no longer.</param>
/// <param name="Mean">The mean.</param>
/// <param name="QueryCount">How many queries were timed.</param>
/// <param name="PairsPerSecond">How many pairs went through in a second.</param>
public sealed record LatencySummary(double P50, double P95, double P99, double Mean, int QueryCount, double PairsPerSecond)
{
    /// <summary>Summarises times.</summary>
    /// <param name="milliseconds">One per call, at least one.</param>
    /// <param name="pairs">How many pairs all of them scored.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="ArgumentException">There is no time.</exception>
    public static LatencySummary Of(IReadOnlyCollection<double> milliseconds, long pairs)
    {
        ArgumentNullException.ThrowIfNull(milliseconds);
        if (milliseconds.Count == 0)
        {
            throw new ArgumentException("There is no time. Give one per call.", nameof(milliseconds));
        }

        double[] sorted = [.. milliseconds.Order()];
        double nearest(double share) => sorted[Math.Max((int)Math.Ceiling(share * sorted.Length) - 1, 0)];
        double sum = sorted.Sum();
        return new(nearest(0.5), nearest(0.95), nearest(0.99), sum / sorted.Length, sorted.Length, sum > 0 ? 1000 * pairs / sum : double.PositiveInfinity);
    }
}
