namespace RerankKit.Evaluation;

/// <summary>Chooses the probability of the best candidate below which nothing is taken for relevant.</summary>
internal static class AnswerThresholds
{
    public static AnswerDetection? Choose(CalibrationSample sample, double[] probabilities, int[][] folds, double recall)
    {
        var tops = new Dictionary<int, (double With, double Without)>();
        for (int query = 0; query < sample.QueryCount; query++)
        {
            (double relevant, double other) = (0, 0);
            for (int i = sample.Starts[query]; i < sample.Starts[query + 1]; i++)
            {
                (relevant, other) = sample.Outcomes[i] ? (Math.Max(relevant, probabilities[i]), other) : (relevant, Math.Max(other, probabilities[i]));
            }

            if (relevant > 0)
            {
                tops.Add(query, (Math.Max(relevant, other), other));
            }
        }

        if (tops.Count == 0)
        {
            return null;
        }

        int passed = 0;
        int accepted = 0;
        foreach (int[] fold in folds)
        {
            HashSet<int> held = [.. fold];
            double threshold = Threshold([.. tops.Where(top => !held.Contains(top.Key)).Select(top => top.Value.With)], recall);
            passed += tops.Count(top => held.Contains(top.Key) && top.Value.With >= threshold);
            accepted += tops.Count(top => held.Contains(top.Key) && top.Value.Without >= threshold);
        }

        double[] with = [.. tops.Values.Select(top => top.With)];
        double[] both = [.. with, .. tops.Values.Select(top => top.Without)];
        bool[] isAnswerable = [.. with.Select(_ => true), .. with.Select(_ => false)];
        return new(tops.Count, Threshold(with, recall), (double)passed / tops.Count, (double)accepted / tops.Count, Auroc.Of(both, isAnswerable)!.Value);
    }

    // The highest that at least this share of the values reaches.
    private static double Threshold(double[] values, double recall)
    {
        Array.Sort(values);
        return values.Length == 0 ? 0 : values[(int)Math.Floor((1 - recall) * values.Length)];
    }
}
