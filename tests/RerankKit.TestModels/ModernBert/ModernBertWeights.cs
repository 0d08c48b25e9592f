namespace RerankKit.TestModels;

/// <summary>The weights of ModernBERT for sequence classification, named as Hugging Face names them; only the classifier has a bias.</summary>
internal sealed class ModernBertWeights
{
    public const float Epsilon = 1e-5f;
    public const double GlobalTheta = 160_000;
    public const double LocalTheta = 10_000;
    public const int GlobalEvery = 3;

    public ModernBertWeights(TestModelOptions options)
    {
        var seeded = SeededWeights.Of(options);
        int hidden = options.Hidden;
        Words = seeded.Table("model.embeddings.tok_embeddings.weight", options.Vocabulary, hidden);
        Norm = seeded.Scale("model.embeddings.norm.weight", hidden);
        Layers = [.. Enumerable.Range(0, options.Layers).Select(layer => new ModernBertLayerWeights(seeded, $"model.layers.{layer}", layer, options))];
        FinalNorm = seeded.Scale("model.final_norm.weight", hidden);
        Dense = seeded.Matrix("head.dense.weight", hidden, hidden);
        HeadNorm = seeded.Scale("head.norm.weight", hidden);
        Classifier = new LinearWeights(seeded, "classifier", hidden, options.Labels, SeededWeights.PreNormClassifierGain);
        GlobalRope = new RotaryFrequencies("model.rotary_emb.global_inv_freq", GlobalTheta, hidden / options.Heads);
        LocalRope = new RotaryFrequencies("model.rotary_emb.local_inv_freq", LocalTheta, hidden / options.Heads);
    }

    public SeededTensor Words { get; }

    public SeededTensor Norm { get; }

    public ModernBertLayerWeights[] Layers { get; }

    public SeededTensor FinalNorm { get; }

    public SeededTensor Dense { get; }

    public SeededTensor HeadNorm { get; }

    public LinearWeights Classifier { get; }

    public RotaryFrequencies GlobalRope { get; }

    public RotaryFrequencies LocalRope { get; }
}
