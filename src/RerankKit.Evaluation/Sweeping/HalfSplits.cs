namespace RerankKit.Evaluation;

/// <summary>Repeated divisions of the queries: one half chooses, the other measures.</summary>
internal sealed class HalfSplits
{
    public const int Count = 100;
    private const ulong Seed = 42;
    private readonly int[][] _choosing;
    private readonly int[][] _measuring;

    public HalfSplits(int queries)
    {
        _choosing = new int[Count][];
        _measuring = new int[Count][];
        var random = new SplitMix64(Seed);
        int[] order = [.. Enumerable.Range(0, queries)];
        for (int split = 0; split < Count; split++)
        {
            random.Shuffle(order);
            _choosing[split] = order[..(queries / 2)];
            _measuring[split] = order[(queries / 2)..];
        }
    }

    /// <summary>For each split the mean, on the half that measures, of the series that is best on the half that chooses; of equal ones the first.</summary>
    /// <param name="series">One value per query each; NaN, where a query is not answered, counts as 0.</param>
    public double[] HeldOut(IReadOnlyList<IReadOnlyList<double>> series) =>
        [.. Enumerable.Range(0, Count).Select(split => Mean(series[Best(series, _choosing[split])], _measuring[split]))];

    private static int Best(IReadOnlyList<IReadOnlyList<double>> series, int[] queries)
    {
        int best = 0;
        double highest = double.NegativeInfinity;
        for (int i = 0; i < series.Count; i++)
        {
            double mean = Mean(series[i], queries);
            if (mean > highest + SweepAnalysis.Rounding)
            {
                (best, highest) = (i, mean);
            }
        }

        return best;
    }

    private static double Mean(IReadOnlyList<double> values, int[] queries)
    {
        double sum = 0;
        foreach (int query in queries)
        {
            sum += double.IsNaN(values[query]) ? 0 : values[query];
        }

        return sum / queries.Length;
    }
}
