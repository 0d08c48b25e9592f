namespace RerankKit.LateInteraction;

/// <summary>Options of <see cref="LateInteractionReranker"/>. They are read when the reranker is made.</summary>
public sealed class LateInteractionRerankerOptions
{
    /// <summary>Where the vectors of documents are looked up, and kept where <see cref="StoreEncoded"/> says so.</summary>
    /// <value>
    /// Null, the default: every document is encoded in every call. <c>AddLateInteraction</c> then takes the store of the container, if there is one.
    /// </value>
    public ITokenVectorStore? Store { get; set; }

    /// <summary>Whether documents that had to be encoded are written to the store.</summary>
    /// <value>
    /// Default false: a store is filled on purpose, and a search that meets texts of every kind does not make it grow. A document without an id is
    /// kept by its text, and stays when the text changes.
    /// </value>
    public bool StoreEncoded { get; set; }

    /// <summary>Whether a score is the sum or the mean of the best similarities of the query's tokens.</summary>
    /// <value>Default <see cref="MaxSimAggregation.Sum"/>, as ColBERT has it.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public MaxSimAggregation Aggregation { get; set => field = Allow.Defined(value); }

    /// <summary>The precision in which documents are scored where there is no store.</summary>
    /// <value>
    /// Float32, Float16, BFloat16 or Int8. Null, the default: that of the store, and Float32 without one. With a store, documents that it does not have are
    /// scored in its precision too, so that a score does not depend on what was stored.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">A residual precision, which only a store has, or an undefined one.</exception>
    public TokenVectorPrecision? Precision
    {
        get;
        set => field = Allow.If(value is null or >= TokenVectorPrecision.Float32 and <= TokenVectorPrecision.Int8, value, "Float32, Float16, BFloat16, Int8, or null; a store brings the residual ones");
    }

    /// <summary>How many threads may score the documents of one call, the caller's included.</summary>
    /// <value>1 or more; default 1: a hundred passages take less than a millisecond, and other calls want the other processors.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxDegreeOfParallelism { get; set => field = Allow.AtLeast(value, 1); } = 1;

    /// <summary>Whether the reranker leaves its encoder open when it is disposed, because somebody else owns it.</summary>
    /// <value>Default false: it is disposed with the reranker.</value>
    public bool LeaveEncoderOpen { get; set; }

    /// <summary>Whether the reranker leaves its store open when it is disposed, because somebody else owns it.</summary>
    /// <value>Default false: it is disposed with the reranker.</value>
    public bool LeaveStoreOpen { get; set; }

    /// <summary>What metadata and stages call the reranker, for those that are late interaction inside.</summary>
    internal string Name { get; set; } = "late-interaction";

    /// <summary>Whether stored documents go by their texts alone, whatever their ids.</summary>
    internal bool KeysByText { get; set; }

    internal LateInteractionRerankerOptions Clone() => (LateInteractionRerankerOptions)MemberwiseClone();
}
