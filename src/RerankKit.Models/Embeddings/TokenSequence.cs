namespace RerankKit.Models;

/// <summary>A sequence as a graph reads it, special tokens included.</summary>
/// <param name="Ids">The tokens.</param>
/// <param name="TypeIds">Their segments.</param>
internal readonly record struct TokenSequence(int[] Ids, int[] TypeIds);
