using System.Text.Json.Nodes;

namespace RerankKit.TestModels;

/// <summary>What to generate. The defaults are a tiny model; <see cref="TestModelPresets"/> has the sizes of real ones.</summary>
public sealed partial record TestModelOptions
{
    /// <value>The family. Default: <see cref="TestArchitecture.Bert"/>.</value>
    public TestArchitecture Architecture { get; init; }

    /// <value>Layers, at least 1. Default: 2.</value>
    public int Layers { get; init; } = 2;

    /// <value>Width of the hidden states, a multiple of <see cref="Heads"/>. Default: 32.</value>
    public int Hidden { get; init; } = 32;

    /// <value>Attention heads. Default: 4.</value>
    public int Heads { get; init; } = 4;

    /// <value>Heads of keys and values of a decoder; <see cref="Heads"/> is a multiple of it. Default: 2.</value>
    public int KeyValueHeads { get; init; } = 2;

    /// <value>Width of the feed-forward layer. Default: 64.</value>
    public int Intermediate { get; init; } = 64;

    /// <value>Rows of the embedding table, and tokens of the seeded tokenizer; at least 600. Default: 1,000.</value>
    public int Vocabulary { get; init; } = 1000;

    /// <value>The longest sequence, in tokens. Default: 128.</value>
    public int MaxPositions { get; init; } = 128;

    /// <value>Labels of the classifier, at least 1. Default: 1.</value>
    public int Labels { get; init; } = 1;

    /// <value>Everything random follows from it. Default: 1.</value>
    public ulong Seed { get; init; } = 1;

    /// <value>
    /// BERT and RoBERTa: how much a layer changes a token. At 1, the default, the tokens of a text become much alike after a few layers; near 0 a token stays what it is,
    /// so that vectors of the same word are alike in any text, as those of trained late-interaction models are.
    /// </value>
    public double Mixing { get; init; } = 1;

    /// <value>How weights are stored. Default: single precision.</value>
    public TestQuantization Quantization { get; init; }

    /// <summary>Whether the weights are those that <see cref="Quantization"/> keeps, as numbers.</summary>
    internal bool IsWidened { get; init; }

    /// <value>What the graph puts out. Default: <see cref="TestHead.Classification"/>.</value>
    public TestHead Head { get; init; }

    /// <value>The output's element type; a Cast at the end makes it. Default: 32-bit floats.</value>
    public TestOutputType OutputType { get; init; }

    /// <value>Whether the graph takes 32-bit instead of 64-bit integers. Default: false.</value>
    public bool Int32Inputs { get; init; }

    /// <value>Whether the weights go to a second file, <c>model.onnx_data</c>. Default: false.</value>
    public bool ExternalData { get; init; }

    /// <value>Whether the graph is written to the folder <c>onnx</c> of the model. Default: false, the model's root.</value>
    public bool OnnxFolder { get; init; }

    /// <value>The graph's file name. Default: <c>model.onnx</c>.</value>
    public string FileName { get; init; } = "model.onnx";

    /// <value>The activation that <c>config.json</c> declares (<c>sentence_transformers.activation_fn</c>), such as <c>torch.nn.modules.linear.Identity</c>. Default: none.</value>
    public string? Activation { get; init; }

    /// <value>A folder, or one tokenizer file, whose tokenizer files are copied instead of seeded ones. Default: none.</value>
    public string? TokenizerFiles { get; init; }

    /// <value>Changes <c>config.json</c> before it is written. Default: none.</value>
    public Action<JsonObject>? Config { get; init; }

    /// <value>Changes <c>tokenizer_config.json</c> before it is written. Default: none.</value>
    public Action<JsonObject>? TokenizerConfig { get; init; }

    /// <value>DeBERTa: logarithmic buckets on each side of distance 0. Default: 8.</value>
    public int PositionBuckets { get; init; } = 8;

    /// <value>ModernBERT: tokens that a local layer sees, half on each side. Default: 8.</value>
    public int LocalAttention { get; init; } = 8;

    /// <value>ModernBERT: whether the classifier reads the mean of all tokens instead of the first. Default: false.</value>
    public bool MeanPooling { get; init; }

    /// <value>Decoder: whether the graph takes <c>past_key_values</c> and puts out <c>present</c>. Default: false.</value>
    public bool KeyValueInputs { get; init; }

    /// <value>Decoder: whether the graph takes <c>position_ids</c>; otherwise positions are counted from the first column. Default: true.</value>
    public bool PositionIds { get; init; } = true;

    /// <value>Decoder: the id of "yes". Default: that of the seeded tokenizer.</value>
    public int? YesToken { get; init; }

    /// <value>Decoder: the id of "no". Default: that of the seeded tokenizer.</value>
    public int? NoToken { get; init; }

    /// <value>What makes the model one for late interaction. Default: none. BERT, XLM-RoBERTa and ModernBERT only.</value>
    public TestLateInteraction? LateInteraction { get; init; }

    internal int YesTokenId => YesToken ?? ByteLevelTokenizer.TokenId(this, "yes");

    internal int NoTokenId => NoToken ?? ByteLevelTokenizer.TokenId(this, "no");
}
