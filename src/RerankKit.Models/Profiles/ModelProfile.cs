namespace RerankKit.Models;

/// <summary>What a model's own files say about it: config.json, tokenizer_config.json and what sentence-transformers adds.</summary>
/// <remarks>The rules are those of sentence-transformers' CrossEncoder and of text-embeddings-inference; see docs/cross-encoders.md.</remarks>
internal sealed record ModelProfile
{
    /// <summary>The folder that was read.</summary>
    public required string Directory { get; init; }

    /// <summary>"bert", "xlm-roberta", "deberta-v2", "modernbert", "qwen3", ...</summary>
    public required string ModelType { get; init; }

    /// <summary>The class names of config.json's <c>architectures</c>; empty when it has none.</summary>
    public IReadOnlyList<string> Architectures { get; init; } = [];

    /// <summary>The labels in the order of their logits; as many as the head has outputs.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The activation that the files declare; null when they declare none.</summary>
    public ScoreActivation? DeclaredActivation { get; init; }

    /// <summary>The longest sequence in tokens, special tokens included; null when the files set no limit.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Rows of the position table, or what stands for them: no sequence may be longer; null when config.json sets no limit.</summary>
    public int? PositionLimit { get; init; }

    /// <summary>The padding token's id; null when config.json names none.</summary>
    public int? PadTokenId { get; init; }

    /// <summary>Rows of the embedding table; null when unknown.</summary>
    public int? VocabularySize { get; init; }

    /// <summary>Width of the hidden states; null when unknown.</summary>
    public int? HiddenSize { get; init; }

    /// <summary>Layers, key-value heads and width of a head, for decoders whose graphs take past keys and values; 0 when unknown.</summary>
    public (int Layers, int KeyValueHeads, int HeadSize) Attention { get; init; }

    /// <summary>The first position: padding id + 1 in the RoBERTa family, else 0.</summary>
    public int PositionOffset { get; init; }

    /// <summary>The types of modules.json, without their namespaces; empty when there is no such file.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Whether the model generates text and is asked by prompt.</summary>
    public bool IsDecoder => Architectures.Any(name => name.EndsWith("ForCausalLM", StringComparison.Ordinal));

    /// <summary>What a label-count rule applies to: the activation that sentence-transformers would take.</summary>
    public ScoreActivation Activation => DeclaredActivation ?? (Labels.Count == 1 ? ScoreActivation.Sigmoid : ScoreActivation.Identity);
}
