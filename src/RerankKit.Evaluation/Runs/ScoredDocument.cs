namespace RerankKit.Evaluation;

/// <summary>A document that a run returned for a query.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Score">Its score; finite, higher is better.</param>
public readonly record struct ScoredDocument(string Id, double Score);
