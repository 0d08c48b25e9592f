namespace RerankKit.Evaluation;

/// <summary>What a row did to one query: the first documents before and after.</summary>
/// <param name="Row">The row.</param>
/// <param name="QueryId">The query.</param>
/// <param name="Text">Its text.</param>
/// <param name="BeforeValue">The deciding metric of the first stage.</param>
/// <param name="AfterValue">That of the row.</param>
/// <param name="Before">The first documents of the first stage.</param>
/// <param name="After">The first documents of the row.</param>
public sealed record SweepDetail(
    SweepRow Row, string QueryId, string Text, double BeforeValue, double AfterValue, IReadOnlyList<SweepDetailDocument> Before, IReadOnlyList<SweepDetailDocument> After);
