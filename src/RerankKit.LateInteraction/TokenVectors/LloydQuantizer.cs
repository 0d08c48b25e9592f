namespace RerankKit.LateInteraction;

/// <summary>The buckets of numbers that lose the least squares: Lloyd, Least Squares Quantization in PCM, 1982, method I.</summary>
internal static class LloydQuantizer
{
    private const int MaxRounds = 200;

    /// <summary>Fits buckets to numbers: each number goes to the nearest weight, and each weight is the mean of its numbers.</summary>
    /// <param name="sorted">The numbers, ascending; at least one.</param>
    /// <param name="buckets">How many buckets, 2 or more.</param>
    /// <returns>
    /// The weights, ascending, one per bucket, and the cutoffs between them: a number belongs to the bucket of as many as it is greater than. Buckets that no number falls into
    /// keep the weight that they began with.
    /// </returns>
    public static (float[] Cutoffs, float[] Weights) Fit(ReadOnlySpan<float> sorted, int buckets)
    {
        double[] sums = new double[sorted.Length + 1];
        double squares = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            sums[i + 1] = sums[i] + sorted[i];
            squares += (double)sorted[i] * sorted[i];
        }

        // Evenly around zero, by the size of the numbers: quantiles would all be the same number where most numbers are.
        double step = Math.Sqrt(squares / sorted.Length);
        float[] weights = [.. Enumerable.Range(0, buckets).Select(i => (float)((i - ((buckets - 1) / 2d)) * step))];
        float[] cutoffs = new float[buckets - 1];
        bool isMoving = true;
        for (int round = 0; round < MaxRounds && isMoving; round++)
        {
            isMoving = PlaceCutoffs(weights, cutoffs);
            PlaceWeights(sorted, sums, cutoffs, weights);
        }

        return (cutoffs, weights);
    }

    /// <summary>Half-way between neighbours; whether any was elsewhere.</summary>
    private static bool PlaceCutoffs(float[] weights, float[] cutoffs)
    {
        bool hasMoved = false;
        for (int i = 0; i < cutoffs.Length; i++)
        {
            float middle = (float)(((double)weights[i] + weights[i + 1]) / 2);
            hasMoved |= middle != cutoffs[i];
            cutoffs[i] = middle;
        }

        return hasMoved;
    }

    private static void PlaceWeights(ReadOnlySpan<float> sorted, double[] sums, float[] cutoffs, float[] weights)
    {
        int first = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            int end = i == cutoffs.Length ? sorted.Length : CountUpTo(sorted, cutoffs[i]);
            if (end > first)
            {
                weights[i] = (float)((sums[end] - sums[first]) / (end - first));
            }

            first = end;
        }
    }

    /// <summary>How many numbers are not greater than a cutoff.</summary>
    private static int CountUpTo(ReadOnlySpan<float> sorted, float cutoff)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = sorted[middle] <= cutoff ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
