namespace RerankKit.Embedded;

/// <summary>Why a candidate has its blended score.</summary>
/// <param name="Score">The score that the reranker gives; the sum of the parts' contributions.</param>
/// <param name="Parts">The parts.</param>
/// <param name="Matches">What the query's words found in the text, in the query's order and of each the most alike first.</param>
/// <param name="LeftReason">Why the reranker does not score this call but leaves it to the first stage or to BM25; null where it scores.</param>
public sealed record EmbeddedExplanation(double Score, IReadOnlyList<EmbeddedPart> Parts, IReadOnlyList<EmbeddedMatch> Matches, string? LeftReason);
