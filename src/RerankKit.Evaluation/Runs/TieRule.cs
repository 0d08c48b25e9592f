namespace RerankKit.Evaluation;

/// <summary>How documents with equal scores are ordered.</summary>
public enum TieRule
{
    /// <summary>By document id, descending, compared byte by byte in UTF-8, as trec_eval does. The default of evaluations.</summary>
    TrecEval,

    /// <summary>By document id, ascending, compared byte by byte in UTF-8, as MS MARCO's own evaluation does.</summary>
    DocumentIdAscending,

    /// <summary>As they stand in the run. The default wherever a run's own order is taken: fused, reranked or written.</summary>
    InputOrder,

    /// <summary>The lowest grade first (unjudged counts as 0): a lower bound of the metric over all orders of the ties.</summary>
    Pessimistic,

    /// <summary>The highest grade first: an upper bound of the metric over all orders of the ties.</summary>
    Optimistic,
}
