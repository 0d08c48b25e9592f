namespace RerankKit.Models;

/// <summary>How a late-interaction encoder is loaded and run. What is null is as the model's files have it.</summary>
/// <remarks>
/// <see cref="InferenceOptions.MaxLength"/> bounds queries and documents alike. Every setting here changes vectors, and with them
/// <see cref="MultiVectorEncoderMetadata.Revision"/>.
/// </remarks>
public sealed class MultiVectorEncoderOptions : InferenceOptions
{
    private const string Lengths = "4 or more tokens, or null for what the model's files say";

    /// <summary>Where the special tokens of a text stand.</summary>
    /// <value>Default null: where the post-processor in the model's files puts them.</value>
    public PairLayout? PairLayout { get; set; }

    internal override PairLayout? GivenLayout => PairLayout;

    /// <summary>Numbers per vector: the first ones, brought back to length 1. For models that were trained for it (Matryoshka).</summary>
    /// <value>1 to the model's own dimension. Default null: that.</value>
    public int? Dimension { get; set => field = Allow.AtLeast(value, 1, "1 to the model's own dimension, or null for that"); }

    /// <summary>The longest query.</summary>
    /// <value>Tokens, marker and special tokens included; 4 or more. Default null: what the model's files say. With <see cref="QueryExpansion.Fixed"/> also the length that short queries are filled up to.</value>
    public int? QueryLength { get; set => field = Allow.AtLeast(value, 4, Lengths); }

    /// <summary>The longest document.</summary>
    /// <value>Tokens, marker and special tokens included; 4 or more. Default null: what the model's files say.</value>
    public int? DocumentLength { get; set => field = Allow.AtLeast(value, 4, Lengths); }

    /// <summary>What becomes of short queries.</summary>
    /// <value>Default null: what the model's files say. A model is best with what it was trained with.</value>
    public QueryExpansion? Expansion { get; set => field = Allow.Defined(value, "for what the model's files say"); }

    /// <summary>The length that short queries are filled up to.</summary>
    /// <value>Tokens, marker and special tokens included; 4 or more. Default null: what the model's files say, or 32.</value>
    public int? ExpansionLength { get; set => field = Allow.AtLeast(value, 4, Lengths); }

    /// <summary>Whether the tokens of a query see the tokens that fill it up.</summary>
    /// <value>Default null: what the model's files say.</value>
    public bool? AttendToExpansion { get; set; }

    /// <summary>Tokens of documents that do not take part in scoring, as the vocabulary spells them.</summary>
    /// <value>Default null: what the model's files say, mostly punctuation. Empty for none.</value>
    public IReadOnlyList<string>? SkiplistWords { get; set; }

    /// <summary>Merges the vectors of a document that are most alike until one is left for this many: stores shrink by about this factor.</summary>
    /// <value>1 or more; 1 merges none. Default null: what the model's files say.</value>
    public int? PoolingFactor { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null for what the model's files say"); }

    /// <summary>Leading vectors of a document that are not merged, such as that of [CLS].</summary>
    /// <value>0 or more. Default null: what the model's files say, or 1.</value>
    public int? ProtectedTokens { get; set => field = Allow.AtLeast(value, 0, "0 or more, or null for what the model's files say"); }

    /// <summary>Whether a folder of an embedding model (a bi-encoder such as all-MiniLM-L6-v2) is taken too: each token's last hidden state is then one of a text's vectors.</summary>
    /// <value>Default false: such a folder is refused, as it was not trained for late interaction. docs/benchmarks.md has figures of two models that rank well all the same.</value>
    public bool AcceptEmbeddingModel { get; set; }

    /// <summary>Makes a copy.</summary>
    /// <returns>Options that change independently of these.</returns>
    public MultiVectorEncoderOptions Clone() => (MultiVectorEncoderOptions)Copy();
}
