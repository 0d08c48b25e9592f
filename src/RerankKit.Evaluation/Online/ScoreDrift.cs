namespace RerankKit.Evaluation;

/// <summary>How far scores have moved away from those of a reference window.</summary>
public static class ScoreDrift
{
    /// <summary>How many bins <see cref="PopulationStabilityIndex(ReadOnlySpan{double}, ReadOnlySpan{double}, int)"/> makes by default.</summary>
    public const int DefaultBins = 10;

    // What an empty bin counts as, so that its logarithm is finite.
    private const double EmptyShare = 1e-4;

    /// <summary>The population stability index: Σ (current − reference) · ln(current / reference) over shares of bins.</summary>
    /// <remarks>
    /// Siddiqi, "Credit Risk Scorecards" (2006), chapter 9. By his rule less than 0.1 is no change, 0.1 to 0.25 a small one, more a large one. It grows
    /// with few scores: with n and m of equal distribution its mean is about (bins − 1) · (1/n + 1/m) (Yurdakul and Naranjo, 2020). The bins are the
    /// reference's quantiles, the first and the last open; an empty bin counts as a share of 0.0001.
    /// </remarks>
    /// <param name="reference">Scores of the reference window; at least one, finite.</param>
    /// <param name="current">Scores of the window that is compared with it; at least one, finite.</param>
    /// <param name="bins">How many bins; 2 or more. Equal quantiles of the reference make fewer.</param>
    /// <returns>0 or more.</returns>
    /// <exception cref="ArgumentException">A window is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> is less than 2.</exception>
    public static double PopulationStabilityIndex(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, int bins = DefaultBins)
    {
        Allow.AtLeast(bins, 2, name: nameof(bins));
        double[] sorted = Sorted(reference, nameof(reference));
        double[] edges = [.. Enumerable.Range(1, bins - 1).Select(bin => sorted[(int)((long)bin * sorted.Length / bins)]).Distinct()];
        return PopulationStabilityIndex(Shares(sorted, edges), Shares(Sorted(current, nameof(current)), edges));
    }

    /// <summary>The population stability index of shares that are known.</summary>
    /// <param name="reference">The reference's share of each bin.</param>
    /// <param name="current">The other's share of each bin.</param>
    /// <returns>0 or more.</returns>
    /// <exception cref="ArgumentException">There are not as many shares of one as of the other.</exception>
    public static double PopulationStabilityIndex(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        if (reference.Length != current.Length)
        {
            throw new ArgumentException($"There are {reference.Length} shares of the reference and {current.Length} of the other. Give one for each bin.", nameof(current));
        }

        double index = 0;
        for (int bin = 0; bin < reference.Length; bin++)
        {
            double before = Math.Max(EmptyShare, reference[bin]);
            double after = Math.Max(EmptyShare, current[bin]);
            index += (after - before) * Math.Log(after / before);
        }

        return index;
    }

    /// <summary>The two-sample Kolmogorov-Smirnov test: the largest distance between the distribution functions, and the chance of one as large.</summary>
    /// <remarks>Smirnov, "Table for estimating the goodness of fit of empirical distributions", Annals of Mathematical Statistics 19 (1948): the limiting distribution, at D · √(nm / (n + m)).</remarks>
    /// <param name="reference">Scores of the reference window; at least one, finite.</param>
    /// <param name="current">Scores of the window that is compared with it; at least one, finite.</param>
    /// <returns>The statistic, from 0 to 1, and its p-value, which is close where both have some 20 scores and more.</returns>
    /// <exception cref="ArgumentException">A window is empty.</exception>
    public static (double Distance, double PValue) KolmogorovSmirnov(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        double[] a = Sorted(reference, nameof(reference));
        double[] b = Sorted(current, nameof(current));
        double distance = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            double at = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] <= at)
            {
                i++;
            }

            while (j < b.Length && b[j] <= at)
            {
                j++;
            }

            distance = Math.Max(distance, Math.Abs(((double)i / a.Length) - ((double)j / b.Length)));
        }

        return (distance, KolmogorovTail(distance * Math.Sqrt((double)a.Length * b.Length / (a.Length + b.Length))));
    }

    /// <summary>The chance that Kolmogorov's statistic is larger: 2 Σ (−1)^(k−1) · exp(−2k²x²).</summary>
    /// <param name="x">0 or more.</param>
    /// <returns>From 0 to 1.</returns>
    internal static double KolmogorovTail(double x)
    {
        // The series alternates without end near 0, where the chance is 1 to the last bit.
        if (x < 0.2)
        {
            return 1;
        }

        double sum = 0;
        double sign = 1;
        for (int k = 1; k <= 100; k++)
        {
            double term = Math.Exp(-2.0 * k * k * x * x);
            sum += sign * term;
            sign = -sign;
            if (term < 1e-17)
            {
                break;
            }
        }

        return Math.Clamp(2 * sum, 0, 1);
    }

    private static double[] Sorted(ReadOnlySpan<double> scores, string name)
    {
        if (scores.IsEmpty)
        {
            throw new ArgumentException("There is no score. Give at least one.", name);
        }

        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        return double.IsFinite(sorted[0]) && double.IsFinite(sorted[^1]) ? sorted : throw new ArgumentException("A score is not finite.", name);
    }

    // A score on an edge belongs to the bin above it.
    private static double[] Shares(double[] sorted, double[] edges)
    {
        double[] shares = new double[edges.Length + 1];
        foreach (double score in sorted)
        {
            int bin = Array.BinarySearch(edges, score);
            shares[bin >= 0 ? bin + 1 : ~bin] += 1.0 / sorted.Length;
        }

        return shares;
    }
}
