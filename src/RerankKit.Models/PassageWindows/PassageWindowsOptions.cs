namespace RerankKit.Models;

/// <summary>How long documents are cut into windows.</summary>
public sealed class PassageWindowsOptions
{
    /// <summary>A window's length.</summary>
    /// <value>Tokens of the document, 8 or more. Default null: what the model has room for beside the query. Needed where the reranker is not of this package.</value>
    public int? WindowTokens { get; set => field = Allow.AtLeast(value, 8, "8 or more tokens, or null for what fits"); }

    /// <summary>What neighbouring windows have in common, as a part of a window.</summary>
    /// <value>0 or more, at most 0.9. Default 0.25.</value>
    public double Overlap { get; set => field = Allow.Between(value, 0, 0.9); } = 0.25;

    /// <summary>How the windows' scores become the document's.</summary>
    /// <value>Default <see cref="PassageAggregation.Max"/>.</value>
    public PassageAggregation Aggregation { get; set => field = Allow.Defined(value); }

    /// <summary>The most windows of one document; what lies behind them is not read, and the result says that it was cut.</summary>
    /// <value>1 or more. Default null: no limit.</value>
    public int? MaxWindows { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null for no limit"); }

    /// <summary>Counts the tokens.</summary>
    /// <value>Default null: the reranker's own. Needed where the reranker is not of this package.</value>
    public HuggingFaceTokenizer? Tokenizer { get; set; }

    internal PassageWindowsOptions Clone() => (PassageWindowsOptions)MemberwiseClone();
}
