using System.Buffers;

namespace RerankKit.Evaluation;

public static partial class PairedTests
{
    // Sums of the same numbers in other signs differ in their last bits; a permutation as extreme as the observation must count.
    private const double SumTolerance = 1e-12;

    /// <summary>Fisher's randomisation test: how often random signs give a mean at least as far from 0, p = (count + 1) / (permutations + 1).</summary>
    /// <param name="differences">One finite difference per query.</param>
    /// <param name="permutations">How many sign patterns to draw; 1 or more, 10,000 by default.</param>
    /// <param name="seed">Starts the random numbers.</param>
    /// <returns>The two-sided p-value; 1 when every difference is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permutations"/> is less than 1.</exception>
    public static double Randomisation(ReadOnlySpan<double> differences, int permutations = ComparisonOptions.DefaultDraws, ulong seed = ComparisonOptions.DefaultSeed)
    {
        Allow.AtLeast(permutations, 1, name: nameof(permutations));
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

        Allow.If(confidence is > 0 and < 1, confidence, "more than 0 and less than 1", nameof(confidence));
        Allow.AtLeast(samples, 1, name: nameof(samples));
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

    internal static double Percentile(ReadOnlySpan<double> sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
