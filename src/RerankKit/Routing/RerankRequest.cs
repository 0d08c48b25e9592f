namespace RerankKit;

/// <summary>One call, as a predicate sees it.</summary>
/// <param name="Query">What the user asked.</param>
/// <param name="Candidates">What the first stage found.</param>
/// <param name="Options">Options of the call, or null.</param>
public readonly record struct RerankRequest(string Query, IReadOnlyList<RerankCandidate> Candidates, RerankOptions? Options);
