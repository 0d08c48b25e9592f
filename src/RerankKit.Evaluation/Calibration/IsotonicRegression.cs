namespace RerankKit.Evaluation;

/// <summary>Fits the step curve that never falls and is nearest to labelled scores, by pooling adjacent violators.</summary>
/// <remarks>Ayer, Brunk, Ewing, Reid and Silverman (1955); for calibration Zadrozny and Elkan (KDD 2002). Equal scores count as one point, as in the secondary method for ties.</remarks>
internal static class IsotonicRegression
{
    /// <summary>The ends of the steps, with straight lines between them. Nothing becomes quite 0 or 1: a sample of n proves no more than 1 / (n + 2).</summary>
    public static CalibrationPoint[] Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        double[] sorted = scores.ToArray();
        bool[] positive = outcomes.ToArray();
        Array.Sort(sorted, positive);
        var values = new List<double>();
        var weights = new List<double>();
        var places = new List<double>();
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
            }

            places.Add(sorted[start]);
            weights.Add(end - start);
            values.Add((double)positive.AsSpan(start..end).Count(true) / (end - start));
        }

        double least = 1 / (scores.Length + 2.0);
        double[] fitted = Pool([.. values], [.. weights]);
        var points = new List<CalibrationPoint>();
        for (int i = 0; i < fitted.Length; i++)
        {
            bool isEnd = i == 0 || i == fitted.Length - 1 || fitted[i] != fitted[i - 1] || fitted[i] != fitted[i + 1];
            if (isEnd)
            {
                points.Add(new(places[i], Math.Clamp(fitted[i], least, 1 - least)));
            }
        }

        return [.. points];
    }

    /// <summary>The nearest values, by weighted squares, of which none is less than the one before.</summary>
    public static double[] Pool(double[] values, double[] weights)
    {
        var blocks = new Stack<(double Sum, double Weight, int Count)>();
        for (int i = 0; i < values.Length; i++)
        {
            (double Sum, double Weight, int Count) block = (values[i] * weights[i], weights[i], 1);
            while (blocks.TryPeek(out var before) && before.Sum * block.Weight >= block.Sum * before.Weight)
            {
                blocks.Pop();
                block = (before.Sum + block.Sum, before.Weight + block.Weight, before.Count + block.Count);
            }

            blocks.Push(block);
        }

        double[] fitted = new double[values.Length];
        int end = fitted.Length;
        foreach ((double sum, double weight, int count) in blocks)
        {
            fitted.AsSpan(end - count, count).Fill(sum / weight);
            end -= count;
        }

        return fitted;
    }
}
