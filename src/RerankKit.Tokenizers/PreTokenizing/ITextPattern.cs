namespace RerankKit.Tokenizers;

/// <summary>Something that can be searched for in text: a plain string or a regular expression. Immutable and thread-safe.</summary>
internal interface ITextPattern
{
    /// <summary>Whether no match reaches over a <see cref="TextCut"/>.</summary>
    bool KeepsCuts => false;

    /// <summary>Whether a match always ends at a <see cref="TextCut"/>, whatever follows it.</summary>
    bool EndsMatchesAtCuts => false;

    /// <summary>
    /// Finds all matches from left to right, none overlapping another; an empty match right behind another match is left out. All at once,
    /// because only then can the time stay linear in the text.
    /// </summary>
    /// <param name="text">The whole piece.</param>
    /// <param name="matches">Cleared, then filled.</param>
    void FindAll(ReadOnlySpan<char> text, MatchList matches);
}
