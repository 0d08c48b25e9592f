namespace RerankKit.Conformance;

/// <summary>What a <see cref="StubReranker"/> was called with.</summary>
public sealed record StubCall(
    string Query,
    IReadOnlyList<RerankCandidate> Candidates,
    RerankOptions? Options,
    CancellationToken CancellationToken);
