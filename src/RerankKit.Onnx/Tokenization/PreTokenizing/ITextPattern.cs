namespace RerankKit.Onnx;

/// <summary>Something that can be searched for in text: a plain string or a regular expression. Immutable and thread-safe.</summary>
internal interface ITextPattern
{
    /// <summary>The leftmost match that begins at or after <paramref name="from"/>; what lies before is visible to look-behind and anchors.</summary>
    /// <param name="text">The whole piece.</param>
    /// <param name="from">Where the search begins.</param>
    /// <param name="start">Where the match begins.</param>
    /// <param name="end">Where it ends (exclusive); may equal <paramref name="start"/>.</param>
    bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int end);
}
