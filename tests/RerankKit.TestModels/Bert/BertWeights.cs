namespace RerankKit.TestModels;

/// <summary>The weights of BERT for sequence classification, named as Hugging Face names them.</summary>
internal sealed class BertWeights
{
    public const float Epsilon = 1e-12f;

    public BertWeights(TestModelOptions options)
    {
        var seeded = SeededWeights.Of(options);
        int hidden = options.Hidden;
        Words = seeded.Table("bert.embeddings.word_embeddings.weight", options.Vocabulary, hidden);
        Positions = seeded.Table("bert.embeddings.position_embeddings.weight", options.MaxPositions, hidden, 0.5);
        Types = seeded.Table("bert.embeddings.token_type_embeddings.weight", 2, hidden, 0.5);
        Norm = new NormWeights(seeded, "bert.embeddings.LayerNorm", hidden);
        Layers = [.. Enumerable.Range(0, options.Layers).Select(layer => new EncoderLayerWeights(seeded, $"bert.encoder.layer.{layer}", options))];
        Pooler = new LinearWeights(seeded, "bert.pooler.dense", hidden, hidden);
        Classifier = new LinearWeights(seeded, "classifier", hidden, options.Labels, SeededWeights.ClassifierGain);
    }

    public SeededTensor Words { get; }

    public SeededTensor Positions { get; }

    public SeededTensor Types { get; }

    public NormWeights Norm { get; }

    public EncoderLayerWeights[] Layers { get; }

    public LinearWeights Pooler { get; }

    public LinearWeights Classifier { get; }
}
