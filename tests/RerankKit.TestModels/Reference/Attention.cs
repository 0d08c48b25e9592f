namespace RerankKit.TestModels;

/// <summary>Multi-head attention over one sequence (Vaswani et al. 2017), with what the families add to it.</summary>
/// <param name="Heads">Heads of the queries.</param>
/// <param name="Size">Width of a head.</param>
internal sealed record Attention(int Heads, int Size)
{
    /// <summary>Heads of the keys and values; fewer than <see cref="Heads"/> where several queries share one.</summary>
    public int KeyValueHeads { get; init; } = Heads;

    /// <summary>What products of queries and keys are multiplied with.</summary>
    public double Scale { get; init; } = 1 / Math.Sqrt(Size);

    /// <summary>Whether a position (first) sees another (second); all see all when null.</summary>
    public Func<int, int, bool>? Sees { get; init; }

    /// <summary>What is added to the scaled product, by head, query position and key position.</summary>
    public Func<int, int, int, double>? Bias { get; init; }

    public Rows Attend(Rows queries, Rows keys, Rows values)
    {
        var result = new Rows(queries.Count, Heads * Size);
        double[] weights = new double[keys.Count];
        for (int head = 0; head < Heads; head++)
        {
            int shared = head / (Heads / KeyValueHeads) * Size;
            for (int i = 0; i < queries.Count; i++)
            {
                ReadOnlySpan<double> query = queries[i].Slice(head * Size, Size);
                for (int j = 0; j < keys.Count; j++)
                {
                    weights[j] = Sees is null || Sees(i, j)
                        ? (Dot(query, keys[j].Slice(shared, Size)) * Scale) + (Bias?.Invoke(head, i, j) ?? 0)
                        : double.NegativeInfinity;
                }

                Formulas.Softmax(weights);
                Span<double> target = result[i].Slice(head * Size, Size);
                for (int j = 0; j < values.Count; j++)
                {
                    ReadOnlySpan<double> value = values[j].Slice(shared, Size);
                    for (int k = 0; k < Size; k++)
                    {
                        target[k] += weights[j] * value[k];
                    }
                }
            }
        }

        return result;
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
