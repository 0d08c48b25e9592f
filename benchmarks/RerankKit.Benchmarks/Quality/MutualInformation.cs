namespace RerankKit.Benchmarks;

/// <summary>How much more often than by chance two tokens stand near each other: positive pointwise mutual information (Levy and Goldberg, 2014).</summary>
internal static class MutualInformation
{
    /// <summary>The symmetric matrix over the tokens that have a weight.</summary>
    /// <param name="documents">Token ids.</param>
    /// <param name="rows">The row of each token id; -1 for tokens that are passed over.</param>
    /// <param name="size">How many rows there are.</param>
    /// <param name="options">Window and smoothing.</param>
    public static SparseMatrix Of(IReadOnlyList<int[]> documents, int[] rows, int size, TrainingOptions options)
    {
        (long[] pairs, int[] counts, int distinct) = Count(documents, rows, options.Window);
        double[] totals = new double[size];
        for (int i = 0; i < distinct; i++)
        {
            totals[First(pairs[i])] += counts[i];
            totals[Second(pairs[i])] += counts[i];
        }

        // log p(a, b) - log p(a) - log p(b), with half of the smoothing on either side so that the matrix stays symmetric.
        double logTotal = Math.Log(totals.Sum());
        double logSmoothed = Math.Log(totals.Sum(total => Math.Pow(total, options.Smoothing)));
        double[] logs = [.. totals.Select(total => 0.5 * (((1 + options.Smoothing) * Math.Log(total)) - logTotal - logSmoothed))];
        float[] values = new float[distinct];
        int[] starts = new int[size + 1];
        for (int i = 0; i < distinct; i++)
        {
            (int a, int b) = (First(pairs[i]), Second(pairs[i]));
            values[i] = (float)Math.Max(0, Math.Log(counts[i]) - logTotal - logs[a] - logs[b]);
            starts[a + 1] += values[i] > 0 ? 1 : 0;
            starts[b + 1] += values[i] > 0 ? 1 : 0;
        }

        return Compress(pairs.AsSpan(0, distinct), values, starts);
    }

    private static int First(long pair) => (int)(pair >> 32);

    private static int Second(long pair) => (int)pair;

    /// <summary>The pairs of tokens within the window, each once with the smaller row first, and how often each is there.</summary>
    private static (long[] Pairs, int[] Counts, int Distinct) Count(IReadOnlyList<int[]> documents, int[] rows, int window)
    {
        var all = new List<long>();
        foreach (int[] document in documents)
        {
            int[] tokens = [.. document.Select(id => rows[id]).Where(row => row >= 0)];
            for (int i = 0; i < tokens.Length; i++)
            {
                for (int j = i + 1; j <= Math.Min(i + window, tokens.Length - 1); j++)
                {
                    if (tokens[i] != tokens[j])
                    {
                        all.Add(((long)Math.Min(tokens[i], tokens[j]) << 32) | (uint)Math.Max(tokens[i], tokens[j]));
                    }
                }
            }
        }

        long[] pairs = [.. all];
        Array.Sort(pairs);
        int[] counts = new int[pairs.Length];
        int distinct = 0;
        for (int i = 0; i < pairs.Length; i++)
        {
            if (i > 0 && pairs[i] == pairs[distinct - 1])
            {
                counts[distinct - 1]++;
                continue;
            }

            pairs[distinct] = pairs[i];
            counts[distinct++] = 1;
        }

        return (pairs, counts, distinct);
    }

    private static SparseMatrix Compress(ReadOnlySpan<long> pairs, float[] values, int[] starts)
    {
        for (int i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        int[] next = [.. starts];
        int[] columns = new int[starts[^1]];
        float[] entries = new float[starts[^1]];
        for (int i = 0; i < pairs.Length; i++)
        {
            if (values[i] > 0)
            {
                (int a, int b) = (First(pairs[i]), Second(pairs[i]));
                (columns[next[a]], entries[next[a]++]) = (b, values[i]);
                (columns[next[b]], entries[next[b]++]) = (a, values[i]);
            }
        }

        return new(starts, columns, entries);
    }
}
