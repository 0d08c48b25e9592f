namespace RerankKit;

/// <summary>Why a document has its BM25 score.</summary>
/// <param name="Score">The score that the reranker gives; the sum of the contributions.</param>
/// <param name="Terms">The query's different terms, in the order in which the query names them.</param>
/// <param name="DocumentLength">How many terms the document has.</param>
/// <param name="AverageLength">How many terms a document of the statistics has on average.</param>
/// <param name="DocumentCount">How many documents the statistics count.</param>
public sealed record LexicalExplanation(
    double Score,
    IReadOnlyList<LexicalTermContribution> Terms,
    int DocumentLength,
    double AverageLength,
    long DocumentCount);
