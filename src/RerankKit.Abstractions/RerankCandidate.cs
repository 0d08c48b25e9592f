namespace RerankKit;

/// <summary>One candidate that the first retrieval stage found.</summary>
/// <param name="Text">The text that is scored against the query.</param>
public readonly record struct RerankCandidate(string Text)
{
    /// <summary>The candidate's identifier in the caller's store, or null when it has none.</summary>
    public string? Id { get; init; }

    /// <summary>The first stage's score, higher is better, on whatever scale that stage uses; null when unknown.</summary>
    public double? Score { get; init; }

    /// <summary>The caller's own object. It is never read, only passed through.</summary>
    public object? Item { get; init; }

    /// <summary>Makes a candidate of a text.</summary>
    /// <param name="text">The text that is scored.</param>
    public static implicit operator RerankCandidate(string text) => new(text);

    /// <summary>Makes a candidate of a text.</summary>
    /// <param name="text">The text that is scored.</param>
    /// <returns>A candidate with nothing but its text.</returns>
    public static RerankCandidate FromString(string text) => new(text);
}
