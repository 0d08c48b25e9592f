namespace RerankKit.Models;

/// <summary>The part of a document that gave it its score.</summary>
/// <param name="Index">The candidate's index in the caller's list.</param>
/// <param name="Window">The window's number in the document, from 0; with <see cref="PassageAggregation.Mean"/> the best one's.</param>
/// <param name="Start">Where the window begins in the candidate's text, in UTF-16 units.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Windows">How many windows of the document were sent to the model.</param>
public readonly record struct PassageWindow(int Index, int Window, int Start, int End, int Windows);
