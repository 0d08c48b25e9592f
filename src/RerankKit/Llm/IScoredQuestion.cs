namespace RerankKit;

/// <summary>A question about one candidate whose answer is a score.</summary>
internal interface IScoredQuestion
{
    /// <summary>The score, where there is an answer.</summary>
    double Score { get; }
}
