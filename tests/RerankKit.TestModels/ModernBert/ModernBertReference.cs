namespace RerankKit.TestModels;

/// <summary>ModernBERT for sequence classification (Warner et al. 2024) in double precision.</summary>
internal sealed class ModernBertReference(TestModelOptions options, ModernBertWeights weights) : IReferenceModel
{
    public TestModelOptions Options => options;

    public double[] Logits(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds)
    {
        Rows x = Encode(ids, typeIds, attended: null);
        if (TokenHead.Apply(options, x) is { } rows)
        {
            return rows;
        }

        Rows pooled = options.MeanPooling ? Mean(x) : x.Row(0);
        pooled = Norm(pooled.Linear(weights.Dense).Map(Formulas.Gelu), weights.HeadNorm);
        return weights.Classifier.Apply(pooled).Values;
    }

    public double[] HiddenStates(ReadOnlySpan<int> ids, bool[] attended) => Encode(ids, [], attended).Values;

    private Rows Encode(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds, bool[]? attended)
    {
        options.CheckSequence(ids, typeIds);
        Rows x = Norm(Rows.Embed(ids, weights.Words), weights.Norm);
        foreach (ModernBertLayerWeights layer in weights.Layers)
        {
            x += Attend(layer.AttentionNorm is null ? x : Norm(x, layer.AttentionNorm), layer, attended);
            Rows wide = Norm(x, layer.FeedForwardNorm).Linear(layer.Up);
            Rows active = wide.Columns(0, options.Intermediate).Map(Formulas.Gelu);
            x += (active * wide.Columns(options.Intermediate, options.Intermediate)).Linear(layer.Down);
        }

        return Norm(x, weights.FinalNorm);
    }

    private Rows Attend(Rows x, ModernBertLayerWeights layer, bool[]? attended)
    {
        int hidden = options.Hidden;
        int half = options.LocalAttention / 2;
        Rows all = x.Linear(layer.QueryKeyValue);
        RotaryFrequencies rope = layer.IsGlobal ? weights.GlobalRope : weights.LocalRope;
        var attention = new Attention(options.Heads, hidden / options.Heads)
        {
            Sees = (i, j) => (layer.IsGlobal || Math.Abs(i - j) <= half) && attended?[j] != false,
        };
        return attention
            .Attend(rope.Rotate(all.Columns(0, hidden)), rope.Rotate(all.Columns(hidden, hidden)), all.Columns(2 * hidden, hidden))
            .Linear(layer.Output);
    }

    private static Rows Norm(Rows x, SeededTensor scale) => Formulas.LayerNorm(x, scale, null, ModernBertWeights.Epsilon);

    private static Rows Mean(Rows x)
    {
        var mean = new Rows(1, x.Width);
        for (int i = 0; i < x.Values.Length; i++)
        {
            mean.Values[i % x.Width] += x.Values[i] / x.Count;
        }

        return mean;
    }
}
