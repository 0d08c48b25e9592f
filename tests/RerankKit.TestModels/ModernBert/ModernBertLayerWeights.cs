namespace RerankKit.TestModels;

/// <summary>One layer of ModernBERT.</summary>
internal sealed class ModernBertLayerWeights(SeededWeights seeded, string name, int layer, TestModelOptions options)
{
    /// <summary>Every third layer sees the whole sequence, the others a window.</summary>
    public bool IsGlobal { get; } = layer % ModernBertWeights.GlobalEvery == 0;

    /// <summary>Null in the first layer, whose input the embeddings have normed.</summary>
    public SeededTensor? AttentionNorm { get; } = layer == 0 ? null : seeded.Scale(name + ".attn_norm.weight", options.Hidden);

    /// <summary>Queries, keys and values side by side.</summary>
    public SeededTensor QueryKeyValue { get; } = seeded.Matrix(name + ".attn.Wqkv.weight", options.Hidden, 3 * options.Hidden, SeededWeights.AttentionGain);

    public SeededTensor Output { get; } = seeded.Matrix(name + ".attn.Wo.weight", options.Hidden, options.Hidden);

    public SeededTensor FeedForwardNorm { get; } = seeded.Scale(name + ".mlp_norm.weight", options.Hidden);

    /// <summary>The activated half, then its gate.</summary>
    public SeededTensor Up { get; } = seeded.Matrix(name + ".mlp.Wi.weight", options.Hidden, 2 * options.Intermediate);

    public SeededTensor Down { get; } = seeded.Matrix(name + ".mlp.Wo.weight", options.Intermediate, options.Hidden);
}
