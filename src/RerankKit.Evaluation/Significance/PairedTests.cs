using System.Buffers;

namespace RerankKit.Evaluation;

/// <summary>Tests on the differences of two runs, query by query.</summary>
/// <remarks>What draws random numbers takes a seed and gives the same answer on every platform. Safe for many threads.</remarks>
public static class PairedTests
{
    // Sums of the same numbers in other signs differ in their last bits; a permutation as extreme as the observation must count.
    private const double SumTolerance = 1e-12;

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

    /// <summary>Fisher's randomisation test: how often random signs give a mean at least as far from 0, p = (count + 1) / (permutations + 1).</summary>
    /// <param name="differences">One finite difference per query.</param>
    /// <param name="permutations">How many sign patterns to draw; 1 or more, 10,000 by default.</param>
    /// <param name="seed">Starts the random numbers.</param>
    /// <returns>The two-sided p-value; 1 when every difference is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permutations"/> is less than 1.</exception>
    public static double Randomisation(ReadOnlySpan<double> differences, int permutations = ComparisonOptions.DefaultDraws, ulong seed = ComparisonOptions.DefaultSeed)
    {
        if (permutations < 1)
        {
            throw Throw.OutOfRange(permutations, "1 or more", nameof(permutations));
        }

        double observed = 0;
        double magnitude = 0;
        foreach (double difference in differences)
        {
            observed += difference;
            magnitude += Math.Abs(difference);
        }

        double threshold = Math.Abs(observed) - (SumTolerance * magnitude);
        var random = new SplitMix64(seed);
        int count = 0;
        for (int permutation = 0; permutation < permutations; permutation++)
        {
            count += Math.Abs(SumWithRandomSigns(differences, ref random)) >= threshold ? 1 : 0;
        }

        return (count + 1.0) / (permutations + 1.0);
    }

    /// <summary>Percentile bootstrap interval of the mean difference.</summary>
    /// <param name="differences">One finite difference per query; at least one.</param>
    /// <param name="confidence">The level, more than 0 and less than 1.</param>
    /// <param name="samples">How many samples to draw; 1 or more, 10,000 by default.</param>
    /// <param name="seed">Starts the random numbers.</param>
    /// <returns>The interval; percentiles are interpolated linearly between samples.</returns>
    /// <exception cref="ArgumentException"><paramref name="differences"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> or <paramref name="samples"/> is out of range.</exception>
    public static ConfidenceInterval Bootstrap(
        ReadOnlySpan<double> differences,
        double confidence = ComparisonOptions.DefaultConfidence,
        int samples = ComparisonOptions.DefaultDraws,
        ulong seed = ComparisonOptions.DefaultSeed)
    {
        if (differences.IsEmpty)
        {
            throw new ArgumentException("There is no difference. Give one per query.", nameof(differences));
        }

        if (confidence is not (> 0 and < 1))
        {
            throw Throw.OutOfRange(confidence, "more than 0 and less than 1", nameof(confidence));
        }

        if (samples < 1)
        {
            throw Throw.OutOfRange(samples, "1 or more", nameof(samples));
        }

        double[] buffer = ArrayPool<double>.Shared.Rent(samples);
        Span<double> means = buffer.AsSpan(0, samples);
        var random = new SplitMix64(seed);
        foreach (ref double mean in means)
        {
            double sum = 0;
            for (int i = 0; i < differences.Length; i++)
            {
                sum += differences[random.Next(differences.Length)];
            }

            mean = sum / differences.Length;
        }

        means.Sort();
        double tail = (1 - confidence) / 2;
        var interval = new ConfidenceInterval(Percentile(means, tail), Percentile(means, 1 - tail), confidence);
        ArrayPool<double>.Shared.Return(buffer);
        return interval;
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
            if (pValues[i] is not (>= 0 and <= 1))
            {
                throw Throw.OutOfRange(pValues[i], "0 to 1", nameof(pValues));
            }
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

    private static double SumWithRandomSigns(ReadOnlySpan<double> differences, ref SplitMix64 random)
    {
        double sum = 0;
        ulong bits = 0;
        for (int i = 0; i < differences.Length; i++)
        {
            if (i % 64 == 0)
            {
                bits = random.Next();
            }

            // The lowest bit becomes the sign bit: no branch that would be mispredicted half the time.
            sum += BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(differences[i]) ^ (bits << 63));
            bits >>= 1;
        }

        return sum;
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

    private static double Percentile(ReadOnlySpan<double> sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
