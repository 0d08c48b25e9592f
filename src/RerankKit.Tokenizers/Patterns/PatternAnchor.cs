namespace RerankKit.Tokenizers;

/// <summary>A place in text that a pattern can ask for.</summary>
internal enum PatternAnchor
{
    /// <summary>The beginning of the text or of a line.</summary>
    LineStart,

    /// <summary>The end of the text or of a line.</summary>
    LineEnd,

    /// <summary>The beginning of the text.</summary>
    TextStart,

    /// <summary>The end of the text.</summary>
    TextEnd,

    /// <summary>The end of the text, or the line feed that ends it.</summary>
    TextEndOrLastLine,

    /// <summary>Between a word character and another.</summary>
    WordBoundary,

    /// <summary>Not between a word character and another.</summary>
    NoWordBoundary,
}
