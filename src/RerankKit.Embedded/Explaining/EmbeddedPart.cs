using System.Runtime.InteropServices;

namespace RerankKit.Embedded;

/// <summary>One part of a score.</summary>
/// <param name="Name">Which: <c>first-stage</c>, <c>words</c>, <c>meaning</c>, <c>lead</c>, <c>feedback</c>, <c>topic</c> or <c>identifiers</c>.</param>
/// <param name="Value">The part's own number; NaN where the candidate has none, as without a first-stage score.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Contribution">What it adds to the score: the weight times the standard score of the value among the candidates.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EmbeddedPart(string Name, double Value, double Weight, double Contribution);
