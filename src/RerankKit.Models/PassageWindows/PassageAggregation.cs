namespace RerankKit.Models;

/// <summary>How the scores of a document's windows become the document's.</summary>
public enum PassageAggregation
{
    /// <summary>The best window's score (MaxP).</summary>
    Max,

    /// <summary>The mean over the windows that were scored.</summary>
    Mean,

    /// <summary>The first window's score (FirstP); the others are not scored.</summary>
    First,
}
