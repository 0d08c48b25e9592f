namespace RerankKit;

/// <summary>How alike two rankings of the same candidates are.</summary>
internal static class RankSimilarity
{
    private const double Persistence = 0.9;

    /// <summary>The share of the first <paramref name="depth"/> places that both rankings give to the same candidates.</summary>
    public static double Overlap(IReadOnlyList<RerankResult> a, IReadOnlyList<RerankResult> b, int depth) =>
        depth == 0 ? 1 : (double)Top(a, depth).Intersect(Top(b, depth)).Count() / depth;

    /// <summary>RBO extrapolated: X_k/k p^k + (1-p)/p * sum of X_d/d p^d, where X_d is the overlap of the first d places.</summary>
    public static double RankBiasedOverlap(IReadOnlyList<RerankResult> a, IReadOnlyList<RerankResult> b)
    {
        int depth = Math.Min(a.Count, b.Count);
        HashSet<int> seenOnce = [];
        int shared = 0;
        double weight = 1;
        double sum = 0;
        for (int d = 1; d <= depth; d++)
        {
            shared += See(a[d - 1].Index) + See(b[d - 1].Index);
            weight *= Persistence;
            sum += weight * shared / d;
        }

        return depth == 0 ? 1 : (weight * shared / depth) + ((1 - Persistence) / Persistence * sum);

        int See(int index) => seenOnce.Add(index) ? 0 : 1;
    }

    /// <summary>Kendall's tau-b between two scores per candidate, in n log n (Knight 1966). Null where a side has no two different scores.</summary>
    public static double? KendallTau(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int n = a.Length;
        var pairs = new (double A, double B)[n];
        for (int i = 0; i < n; i++)
        {
            pairs[i] = (a[i], b[i]);
        }

        pairs.AsSpan().Sort();
        long tiedA = 0;
        long tiedBoth = 0;
        for (int start = 0, startBoth = 0, i = 1; i <= n; i++)
        {
            if (i == n || pairs[i] != pairs[startBoth])
            {
                tiedBoth += Pairs(i - startBoth);
                startBoth = i;
            }

            if (i == n || pairs[i].A != pairs[start].A)
            {
                tiedA += Pairs(i - start);
                start = i;
            }
        }

        double[] values = [.. pairs.Select(pair => pair.B)];
        long discordant = SortAndCountInversions(values, new double[n]);
        long tiedB = 0;
        for (int start = 0, i = 1; i <= n; i++)
        {
            if (i == n || values[i] != values[start])
            {
                tiedB += Pairs(i - start);
                start = i;
            }
        }

        long all = Pairs(n);
        if (all == tiedA || all == tiedB)
        {
            return null;
        }

        double difference = all - tiedA - tiedB + tiedBoth - (2.0 * discordant);
        return difference / Math.Sqrt((double)(all - tiedA) * (all - tiedB)); // one root, so that equal rankings give 1 exactly
    }

    private static IEnumerable<int> Top(IReadOnlyList<RerankResult> results, int depth) => results.Take(depth).Select(result => result.Index);

    private static long Pairs(long n) => n * (n - 1) / 2;

    private static long SortAndCountInversions(Span<double> values, Span<double> scratch)
    {
        if (values.Length < 2)
        {
            return 0;
        }

        int middle = values.Length / 2;
        long inversions = SortAndCountInversions(values[..middle], scratch[..middle])
            + SortAndCountInversions(values[middle..], scratch[middle..]);
        int left = 0;
        int right = middle;
        for (int i = 0; i < values.Length; i++)
        {
            if (right == values.Length || (left < middle && values[left] <= values[right]))
            {
                scratch[i] = values[left++];
            }
            else
            {
                scratch[i] = values[right++];
                inversions += middle - left;
            }
        }

        scratch.CopyTo(values);
        return inversions;
    }
}
