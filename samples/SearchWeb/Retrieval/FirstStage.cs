using RerankKit;

namespace SearchWeb.Retrieval;

/// <summary>What the first stage found for a query.</summary>
/// <param name="Steps">What it did, in order.</param>
/// <param name="Fused">The fused list of passages, by their place in the collection.</param>
/// <param name="Candidates">The best of it, in its order, with the fused scores.</param>
internal sealed record FirstStage(IReadOnlyList<RetrievalStep> Steps, FusedRanking<int> Fused, RerankCandidate[] Candidates);

/// <summary>One step of the first stage.</summary>
/// <param name="Name">bm25, vectors or fusion.</param>
/// <param name="Found">How many passages came out.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record RetrievalStep(string Name, int Found, TimeSpan Duration);
