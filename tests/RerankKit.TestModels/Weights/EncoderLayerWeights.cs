namespace RerankKit.TestModels;

/// <summary>One layer of BERT, RoBERTa or DeBERTa: the same matrices, named by the family.</summary>
internal sealed class EncoderLayerWeights
{
    public EncoderLayerWeights(SeededWeights seeded, string name, TestModelOptions options, string query = "query", string key = "key", string value = "value")
    {
        int hidden = options.Hidden;
        Query = new LinearWeights(seeded, $"{name}.attention.self.{query}", hidden, hidden, SeededWeights.AttentionGain);
        Key = new LinearWeights(seeded, $"{name}.attention.self.{key}", hidden, hidden, SeededWeights.AttentionGain);
        Value = new LinearWeights(seeded, $"{name}.attention.self.{value}", hidden, hidden);
        Output = new LinearWeights(seeded, $"{name}.attention.output.dense", hidden, hidden, SeededWeights.MixingGain * options.Mixing);
        OutputNorm = new NormWeights(seeded, $"{name}.attention.output.LayerNorm", hidden);
        Up = new LinearWeights(seeded, $"{name}.intermediate.dense", hidden, options.Intermediate);
        Down = new LinearWeights(seeded, $"{name}.output.dense", options.Intermediate, hidden, options.Mixing);
        Norm = new NormWeights(seeded, $"{name}.output.LayerNorm", hidden);
    }

    public LinearWeights Query { get; }

    public LinearWeights Key { get; }

    public LinearWeights Value { get; }

    public LinearWeights Output { get; }

    public NormWeights OutputNorm { get; }

    public LinearWeights Up { get; }

    public LinearWeights Down { get; }

    public NormWeights Norm { get; }
}
