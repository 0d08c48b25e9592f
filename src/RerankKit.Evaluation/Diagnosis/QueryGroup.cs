namespace RerankKit.Evaluation;

/// <summary>Queries of one kind, and how well they are served.</summary>
/// <param name="Name"><c>single keyword</c>, <c>exact match</c> (quoted, or with an identifier in it) or <c>other</c>.</param>
/// <param name="QueryIds">The queries.</param>
/// <param name="Ndcg10">Their mean nDCG@10.</param>
/// <param name="Hit5">The share with a relevant document among the first five.</param>
public sealed record QueryGroup(string Name, IReadOnlyList<string> QueryIds, double Ndcg10, double Hit5);
