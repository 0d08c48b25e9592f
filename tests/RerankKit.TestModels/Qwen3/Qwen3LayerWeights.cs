namespace RerankKit.TestModels;

/// <summary>One layer of a decoder; no biases.</summary>
internal sealed class Qwen3LayerWeights(SeededWeights seeded, string name, TestModelOptions options)
{
    private readonly int _size = options.Hidden / options.Heads;

    public SeededTensor InputNorm { get; } = seeded.Scale(name + ".input_layernorm.weight", options.Hidden);

    public SeededTensor Query { get; } = seeded.Matrix(name + ".self_attn.q_proj.weight", options.Hidden, options.Hidden);

    public SeededTensor Key => field ??= seeded.Matrix(name + ".self_attn.k_proj.weight", options.Hidden, options.KeyValueHeads * _size);

    public SeededTensor Value => field ??= seeded.Matrix(name + ".self_attn.v_proj.weight", options.Hidden, options.KeyValueHeads * _size);

    /// <summary>The norm of each query head; its size decides how sharp the attention is.</summary>
    public SeededTensor QueryNorm => field ??= seeded.Scale(name + ".self_attn.q_norm.weight", _size, SeededWeights.AttentionGain);

    public SeededTensor KeyNorm => field ??= seeded.Scale(name + ".self_attn.k_norm.weight", _size);

    public SeededTensor Output { get; } = seeded.Matrix(name + ".self_attn.o_proj.weight", options.Hidden, options.Hidden, SeededWeights.MixingGain);

    public SeededTensor PostNorm { get; } = seeded.Scale(name + ".post_attention_layernorm.weight", options.Hidden);

    public SeededTensor Gate { get; } = seeded.Matrix(name + ".mlp.gate_proj.weight", options.Hidden, options.Intermediate);

    public SeededTensor Up { get; } = seeded.Matrix(name + ".mlp.up_proj.weight", options.Hidden, options.Intermediate);

    public SeededTensor Down { get; } = seeded.Matrix(name + ".mlp.down_proj.weight", options.Intermediate, options.Hidden);
}
