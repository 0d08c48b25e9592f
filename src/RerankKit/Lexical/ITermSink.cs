namespace RerankKit;

/// <summary>Takes the terms of a text, one after another.</summary>
internal interface ITermSink
{
    /// <summary>Whether it wants no more; the analyzer then stops soon, not at once.</summary>
    bool IsFull { get; }

    /// <summary>Takes a term.</summary>
    /// <param name="first">Its first UTF-16 character; it stays there until the call returns.</param>
    /// <param name="length">Its length in characters, 1 or more.</param>
    /// <param name="hash">Its <see cref="TermHash"/>.</param>
    void Add(ref char first, int length, ulong hash);

    /// <summary>Takes an identifier whose parts were taken already: a term like others, but the text is no longer for it.</summary>
    /// <param name="first">Its first UTF-16 character; it stays there until the call returns.</param>
    /// <param name="length">Its length in characters, 2 or more.</param>
    /// <param name="hash">Its <see cref="TermHash"/>.</param>
    void AddWhole(ref char first, int length, ulong hash);
}
