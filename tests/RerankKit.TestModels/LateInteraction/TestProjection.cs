namespace RerankKit.TestModels;

/// <summary>The layers behind the hidden states in double precision.</summary>
public static class TestProjection
{
    /// <summary>What the layers make of hidden states.</summary>
    /// <param name="options">The model.</param>
    /// <param name="hidden">[tokens, hidden], row by row.</param>
    /// <returns>[tokens, dimension], not brought to length 1.</returns>
    public static double[] Apply(TestModelOptions options, double[] hidden)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(hidden);
        var rows = new Rows(hidden.Length / options.Hidden, options.Hidden);
        hidden.CopyTo(rows.Values, 0);
        foreach (DenseWeights layer in DenseWeights.Of(options))
        {
            rows = layer.Apply(rows);
        }

        return rows.Values;
    }
}
