namespace RerankKit.TestModels;

/// <summary>The weights of RoBERTa and XLM-RoBERTa for sequence classification, named as Hugging Face names them.</summary>
internal sealed class RobertaWeights
{
    public const float Epsilon = 1e-5f;

    /// <summary>The padding id; the first token's position is one more.</summary>
    public const int Padding = 1;

    public RobertaWeights(TestModelOptions options)
    {
        var seeded = SeededWeights.Of(options);
        int hidden = options.Hidden;
        Words = seeded.Table("roberta.embeddings.word_embeddings.weight", options.Vocabulary, hidden);
        Positions = seeded.Table("roberta.embeddings.position_embeddings.weight", PositionRows(options), hidden, 0.5);
        Types = seeded.Table("roberta.embeddings.token_type_embeddings.weight", 1, hidden, 0.5);
        Norm = new NormWeights(seeded, "roberta.embeddings.LayerNorm", hidden);
        Layers = [.. Enumerable.Range(0, options.Layers).Select(layer => new EncoderLayerWeights(seeded, $"roberta.encoder.layer.{layer}", options))];
        Dense = new LinearWeights(seeded, "classifier.dense", hidden, hidden);
        Projection = new LinearWeights(seeded, "classifier.out_proj", hidden, options.Labels, SeededWeights.ClassifierGain);
    }

    public SeededTensor Words { get; }

    public SeededTensor Positions { get; }

    public SeededTensor Types { get; }

    public NormWeights Norm { get; }

    public EncoderLayerWeights[] Layers { get; }

    public LinearWeights Dense { get; }

    public LinearWeights Projection { get; }

    /// <summary>514 rows serve 512 tokens: the first two are the padding's and the one nobody uses.</summary>
    public static int PositionRows(TestModelOptions options) => options.MaxPositions + Padding + 1;
}
