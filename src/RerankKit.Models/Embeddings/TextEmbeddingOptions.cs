namespace RerankKit.Models;

/// <summary>How an embedding model is loaded and run. What is null is as the model's files have it.</summary>
/// <remarks>Every setting here but the prompts changes vectors, and with them the revision that stores keep vectors apart by.</remarks>
public sealed class TextEmbeddingOptions : InferenceOptions
{
    /// <summary>Where the special tokens of a text stand.</summary>
    /// <value>Default null: where the post-processor in the model's files puts them.</value>
    public PairLayout? PairLayout { get; set; }

    internal override PairLayout? GivenLayout => PairLayout;

    /// <summary>How the vectors of tokens become that of a text.</summary>
    /// <value>Default null: what the model's files say, the mean where they do not. A graph that pools by itself refuses another way.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EmbeddingPooling? Pooling { get; set => field = Allow.Defined(value, "for what the model's files say"); }

    /// <summary>Whether vectors are brought to length 1.</summary>
    /// <value>Default null: what the model's files say. A cosine is the same either way.</value>
    public bool? Normalize { get; set; }

    /// <summary>Numbers per vector: the first ones, brought back to length 1 where the model's are. For models that were trained for it (Matryoshka).</summary>
    /// <value>1 to the model's own dimension. Default null: that.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Dimension { get; set => field = Allow.AtLeast(value, 1, "1 to the model's own dimension, or null for that"); }

    /// <summary>What <see cref="TextEmbeddingGenerator"/> says should stand before a query.</summary>
    /// <value>Default null: the prompt <c>query</c> in config_sentence_transformers.json, nothing where there is none. Empty for nothing.</value>
    public string? QueryPrompt { get; set; }

    /// <summary>What <see cref="TextEmbeddingGenerator"/> says should stand before a document.</summary>
    /// <value>Default null: the prompt <c>document</c>, <c>passage</c> or <c>corpus</c> there, nothing where there is none. Empty for nothing.</value>
    public string? DocumentPrompt { get; set; }

    /// <summary>Makes a copy.</summary>
    /// <returns>Options that change independently of these.</returns>
    public TextEmbeddingOptions Clone() => (TextEmbeddingOptions)Copy();
}
