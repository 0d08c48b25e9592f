namespace RerankKit.TestModels;

/// <summary>A decoder like Qwen3 (Yang et al. 2025) in double precision.</summary>
internal sealed class Qwen3Reference(TestModelOptions options, Qwen3Weights weights) : IReferenceModel
{
    public TestModelOptions Options => options;

    public double[] Logits(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds)
    {
        options.CheckSequence(ids, typeIds);
        Rows x = Rows.Embed(ids, weights.Words);
        foreach (Qwen3LayerWeights layer in weights.Layers)
        {
            x += Attend(Formulas.RmsNorm(x, layer.InputNorm, Qwen3Weights.Epsilon), layer);
            Rows normed = Formulas.RmsNorm(x, layer.PostNorm, Qwen3Weights.Epsilon);
            x += (normed.Linear(layer.Gate).Map(Formulas.Silu) * normed.Linear(layer.Up)).Linear(layer.Down);
        }

        x = Formulas.RmsNorm(x, weights.Norm, Qwen3Weights.Epsilon);
        return options.Head switch
        {
            TestHead.HiddenStates => x.Values,
            TestHead.Vocabulary or TestHead.VocabularyLast => x.Row(x.Count - 1).Linear(weights.VocabularyHead).Values,
            TestHead.YesNo or TestHead.YesNoLast => x.Row(x.Count - 1).Linear(weights.YesNoHead).Values,
            _ => x.Row(LastToken(ids)).Linear(weights.Score).Values,
        };
    }

    private Rows Attend(Rows x, Qwen3LayerWeights layer)
    {
        int size = options.Hidden / options.Heads;
        var attention = new Attention(options.Heads, size) { KeyValueHeads = options.KeyValueHeads, Sees = static (i, j) => j <= i };
        Rows query = weights.Rope.Rotate(Formulas.RmsNorm(x.Linear(layer.Query), layer.QueryNorm, Qwen3Weights.Epsilon));
        Rows key = weights.Rope.Rotate(Formulas.RmsNorm(x.Linear(layer.Key), layer.KeyNorm, Qwen3Weights.Epsilon));
        return attention.Attend(query, key, x.Linear(layer.Value)).Linear(layer.Output);
    }

    // Hugging Face takes the last id that is not padding, wherever the padding stands.
    private int LastToken(ReadOnlySpan<int> ids) => Math.Max(0, ids.LastIndexOfAnyExcept(SpecialTokens.Of(options).Pad.Id));
}
