namespace RerankKit.TestModels;

/// <summary>A layer of BERT and RoBERTa in double precision.</summary>
internal static class EncoderLayerReference
{
    public static Rows Apply(Rows x, TestModelOptions options, EncoderLayerWeights weights, double epsilon, bool[]? attended = null)
    {
        var attention = new Attention(options.Heads, options.Hidden / options.Heads) { Sees = attended is null ? null : (_, j) => attended[j] };
        Rows context = attention.Attend(weights.Query.Apply(x), weights.Key.Apply(x), weights.Value.Apply(x));
        return FeedForward(x, context, weights, epsilon);
    }

    /// <summary>Everything after the attention's context.</summary>
    public static Rows FeedForward(Rows x, Rows context, EncoderLayerWeights weights, double epsilon)
    {
        Rows attended = weights.OutputNorm.Apply(weights.Output.Apply(context) + x, epsilon);
        Rows wide = weights.Up.Apply(attended).Map(Formulas.Gelu);
        return weights.Norm.Apply(weights.Down.Apply(wide) + attended, epsilon);
    }
}
