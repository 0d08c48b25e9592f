namespace RerankKit.Evaluation;

/// <summary>How alike rankings are when the same list is reranked again.</summary>
/// <param name="Variant"><c>repeated</c>, <c>reversed</c> or <c>shuffled</c>.</param>
/// <param name="KendallTau">The mean of Kendall's tau-b; 1 where no rank changes. Null where no list had two different scores.</param>
/// <param name="Overlap5">The mean share of the first five places that go to the same documents.</param>
/// <param name="QueryCount">Over how many queries.</param>
public sealed record SweepStability(string Variant, double? KendallTau, double Overlap5, int QueryCount);
