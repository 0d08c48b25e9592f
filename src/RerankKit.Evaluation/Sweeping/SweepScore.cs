namespace RerankKit.Evaluation;

/// <summary>What a reranker gave a document.</summary>
/// <param name="Score">The score; null where there is none.</param>
/// <param name="Order">What documents are ordered by: the number before an activation, where there is one.</param>
internal readonly record struct SweepScore(double? Score, double? Order)
{
    // Where the list decides, the number behind a score may be a part of it, as in a blend, and says no order.
    public static SweepScore Of(RerankResult result, bool isPointwise) =>
        result.IsScored ? new(result.Score, isPointwise ? result.RawScore ?? result.Score : result.Score) : default;

    public static SweepScore Of(SweepLine line, int index) => new(line.Scores![index], line.Raw is null ? line.Scores[index] : line.Raw[index]);

    public static SweepLine Line(string type, string query, string reranker, IReadOnlyList<string> documents, IReadOnlyList<SweepScore> scores) => new()
    {
        Type = type,
        Query = query,
        Reranker = reranker,
        Documents = documents,
        Scores = [.. scores.Select(score => score.Score)],
        Raw = scores.All(score => score.Score == score.Order) ? null : [.. scores.Select(score => score.Order)],
    };
}
