namespace RerankKit.TestModels;

/// <summary>The weights of DeBERTa-v3 for sequence classification, named as Hugging Face names them.</summary>
internal sealed class DebertaV2Weights
{
    public const float Epsilon = 1e-7f;

    public DebertaV2Weights(TestModelOptions options)
    {
        var seeded = new SeededWeights(options.Seed);
        int hidden = options.Hidden;
        Words = seeded.Table("deberta.embeddings.word_embeddings.weight", options.Vocabulary, hidden);
        Norm = new NormWeights(seeded, "deberta.embeddings.LayerNorm", hidden);
        Relative = seeded.Table("deberta.encoder.rel_embeddings.weight", 2 * options.PositionBuckets, hidden);
        RelativeNorm = new NormWeights(seeded, "deberta.encoder.LayerNorm", hidden);
        Layers = [.. Enumerable.Range(0, options.Layers).Select(
            layer => new EncoderLayerWeights(seeded, $"deberta.encoder.layer.{layer}", options, "query_proj", "key_proj", "value_proj"))];
        Pooler = new LinearWeights(seeded, "pooler.dense", hidden, hidden);
        Classifier = new LinearWeights(seeded, "classifier", hidden, options.Labels, SeededWeights.ClassifierGain);
    }

    public SeededTensor Words { get; }

    public NormWeights Norm { get; }

    /// <summary>One row per bucket of relative positions.</summary>
    public SeededTensor Relative { get; }

    public NormWeights RelativeNorm { get; }

    public EncoderLayerWeights[] Layers { get; }

    public LinearWeights Pooler { get; }

    public LinearWeights Classifier { get; }

    /// <summary>
    /// The distance of the last bucket. Twice the longest sequence: at the distance itself the formula's logarithms cancel to
    /// exactly 1 or a last bit more, and rounding up would depend on the machine.
    /// </summary>
    public static int MaxDistance(TestModelOptions options) => 2 * options.MaxPositions;
}
