namespace RerankKit.Cli.Runs;

/// <summary>What a reranker is asked about a query.</summary>
/// <param name="Candidates">The documents that have a text, in the run's order.</param>
/// <param name="Positions">Where each stands in the run's ranking.</param>
internal sealed record RunCandidates(IReadOnlyList<RerankCandidate> Candidates, IReadOnlyList<int> Positions)
{
    public int Count => Candidates.Count;
}
