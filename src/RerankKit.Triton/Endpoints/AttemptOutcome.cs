namespace RerankKit.Triton;

/// <summary>What an attempt says about the endpoint it went to.</summary>
internal enum AttemptOutcome
{
    /// <summary>It answers.</summary>
    Answered,

    /// <summary>It does not, or fails.</summary>
    Failed,

    /// <summary>Nothing: the attempt was given up, or the endpoint is busy.</summary>
    Unknown,
}
