namespace RerankKit.LateInteraction;

/// <summary>A part of a document that a query's tokens found.</summary>
/// <param name="Start">Where it begins, in UTF-16 characters.</param>
/// <param name="Length">How many characters it covers; at least 1.</param>
/// <param name="Weight">
/// The similarities of the query's tokens that found it, summed, in proportion to those of the strongest span: above 0, at most 1.
/// </param>
public readonly record struct HighlightedSpan(int Start, int Length, double Weight);
