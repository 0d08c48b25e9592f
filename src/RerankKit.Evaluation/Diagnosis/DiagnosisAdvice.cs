namespace RerankKit.Evaluation;

/// <summary>What to do first.</summary>
public enum DiagnosisAdvice
{
    /// <summary>Add a reranker: the answers are in the pool, but low.</summary>
    Rerank,

    /// <summary>Tune the fusion of the first stages: that alone brings what can be told from chance.</summary>
    TuneFusion,

    /// <summary>Improve retrieval: the answers are not in the pool, and nothing that reorders it can put them there.</summary>
    FixRetrieval,

    /// <summary>Leave it: there is little to gain.</summary>
    LeaveIt,
}
