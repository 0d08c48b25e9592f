using System.Runtime.InteropServices;

namespace RerankKit.Embedded;

/// <summary>A word of a text that a word of the query found.</summary>
/// <param name="QueryWord">The query's word.</param>
/// <param name="QueryStart">Where it begins in the query, in UTF-16 units.</param>
/// <param name="Word">The text's word.</param>
/// <param name="Start">Where it begins in the text, in UTF-16 units.</param>
/// <param name="Similarity">How alike they are: 1 for the same word or a shared piece of it, above 0 for one that means the like.</param>
/// <param name="IsExact">Whether a piece of both is the same; otherwise they are alike by meaning.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EmbeddedMatch(string QueryWord, int QueryStart, string Word, int Start, double Similarity, bool IsExact);
