namespace RerankKit.Evaluation;

/// <summary>Whether predicted probabilities come true as often as they say: a reliability diagram in numbers. Immutable.</summary>
/// <remarks>
/// Ranges are (low, high], as in Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks" (ICML 2017). The expected calibration
/// error depends on their number: name it beside the figure. A model that says the base rate of everything has no calibration error and is of no use:
/// look at <see cref="BrierScore"/> or <see cref="Auroc"/> too.
/// </remarks>
public sealed class ReliabilityCurve
{
    private ReliabilityCurve(IReadOnlyList<ReliabilityBin> bins, double brierScore)
    {
        Bins = bins;
        BrierScore = brierScore;
        Count = bins.Sum(bin => bin.Count);
        ExpectedCalibrationError = bins.Sum(bin => bin.Count * bin.Gap) / Count;
        MaximumCalibrationError = bins.Max(bin => bin.Gap);
    }

    /// <summary>The ranges, lowest first; those without predictions too.</summary>
    public IReadOnlyList<ReliabilityBin> Bins { get; }

    /// <summary>How many predictions there are.</summary>
    public int Count { get; }

    /// <summary>The mean of the ranges' gaps, weighted by their predictions (ECE); 0 is best.</summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>The largest of the ranges' gaps (MCE); 0 is best.</summary>
    public double MaximumCalibrationError { get; }

    /// <summary>The mean square of prediction minus outcome (Brier, 1950); 0 is best. It needs no ranges, and punishes what is vague as well as what is wrong.</summary>
    public double BrierScore { get; }

    /// <summary>Compares predictions with what came of them.</summary>
    /// <param name="probabilities">Predictions, 0 to 1.</param>
    /// <param name="outcomes">Which of them came true, in the same order.</param>
    /// <param name="bins">How many ranges; 1 or more, 10 by default.</param>
    /// <param name="binning">How predictions are divided into them.</param>
    /// <returns>The curve.</returns>
    /// <exception cref="ArgumentException">There is no prediction, or the lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A prediction is not from 0 to 1, or <paramref name="bins"/> is less than 1.</exception>
    public static ReliabilityCurve Of(
        ReadOnlySpan<double> probabilities,
        ReadOnlySpan<bool> outcomes,
        int bins = 10,
        ReliabilityBinning binning = ReliabilityBinning.EqualWidth)
    {
        LabelledScores.Check(probabilities, outcomes, nameof(probabilities));
        if (probabilities.IsEmpty)
        {
            throw new ArgumentException("There is no prediction. Give one or more.", nameof(probabilities));
        }

        Allow.AtLeast(bins, 1, name: nameof(bins));
        double squares = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            double probability = probabilities[i] is >= 0 and <= 1 ? probabilities[i] : throw Throw.OutOfRange(probabilities[i], "0 to 1", nameof(probabilities));
            double error = probability - (outcomes[i] ? 1 : 0);
            squares += error * error;
        }

        double[] sorted = probabilities.ToArray();
        bool[] came = outcomes.ToArray();
        Array.Sort(sorted, came);
        ReliabilityBin[] ranges = binning switch
        {
            ReliabilityBinning.EqualWidth => OfOneWidth(sorted, came, bins),
            ReliabilityBinning.EqualCount => OfOneCount(sorted, came, bins),
            _ => throw Throw.OutOfRange(binning, "EqualWidth or EqualCount", nameof(binning)),
        };
        return new(ranges, squares / probabilities.Length);
    }

    private static ReliabilityBin[] OfOneWidth(double[] sorted, bool[] outcomes, int bins)
    {
        var ranges = new ReliabilityBin[bins];
        int start = 0;
        for (int i = 0; i < bins; i++)
        {
            double high = (i + 1) / (double)bins;
            int end = start;
            while (end < sorted.Length && sorted[end] <= high)
            {
                end++;
            }

            ranges[i] = Range(i / (double)bins, high, sorted.AsSpan(start..end), outcomes.AsSpan(start..end));
            start = end;
        }

        return ranges;
    }

    private static ReliabilityBin[] OfOneCount(double[] sorted, bool[] outcomes, int bins)
    {
        var ranges = new List<ReliabilityBin>(bins);
        int start = 0;
        double low = 0;
        for (int i = 1; i <= bins && start < sorted.Length; i++)
        {
            int end = (int)((long)sorted.Length * i / bins);
            while (end > start && end < sorted.Length && sorted[end] == sorted[end - 1])
            {
                end++;
            }

            if (end > start)
            {
                ranges.Add(Range(low, sorted[end - 1], sorted.AsSpan(start..end), outcomes.AsSpan(start..end)));
                low = sorted[end - 1];
                start = end;
            }
        }

        return [.. ranges];
    }

    private static ReliabilityBin Range(double low, double high, ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        double sum = 0;
        foreach (double probability in probabilities)
        {
            sum += probability;
        }

        // 0 / 0 where nothing falls in the range.
        return new(low, high, probabilities.Length, sum / probabilities.Length, (double)outcomes.Count(true) / outcomes.Length);
    }
}
