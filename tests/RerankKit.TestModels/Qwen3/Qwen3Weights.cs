namespace RerankKit.TestModels;

/// <summary>The weights of a decoder like Qwen3, named as Hugging Face names them.</summary>
internal sealed class Qwen3Weights
{
    public const float Epsilon = 1e-6f;
    public const double RopeTheta = 1_000_000;

    public Qwen3Weights(TestModelOptions options)
    {
        var seeded = new SeededWeights(options.Seed);
        int hidden = options.Hidden;
        Words = seeded.Table("model.embed_tokens.weight", options.Vocabulary, hidden);
        Layers = [.. Enumerable.Range(0, options.Layers).Select(layer => new Qwen3LayerWeights(seeded, $"model.layers.{layer}", options))];
        Norm = seeded.Scale("model.norm.weight", hidden);
        VocabularyHead = seeded.Matrix("lm_head.weight", hidden, options.Vocabulary, SeededWeights.PreNormClassifierGain);
        YesNoHead = VocabularyHead.Columns("lm_head.yesno", options.NoTokenId, options.YesTokenId);
        Score = seeded.Matrix("score.weight", hidden, options.Labels, SeededWeights.PreNormClassifierGain);
        Rope = new RotaryFrequencies("rotary_emb.inv_freq", RopeTheta, options.Hidden / options.Heads);
    }

    public SeededTensor Words { get; }

    public Qwen3LayerWeights[] Layers { get; }

    public SeededTensor Norm { get; }

    public SeededTensor VocabularyHead { get; }

    /// <summary>The columns of no and yes alone.</summary>
    public SeededTensor YesNoHead { get; }

    public SeededTensor Score { get; }

    public RotaryFrequencies Rope { get; }
}
