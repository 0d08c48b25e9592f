namespace RerankKit.Tokenizers;

/// <summary>Finds a string as it stands; an empty one before and after every character.</summary>
internal sealed class PlainPattern(string value) : ITextPattern
{
    /// <summary>A match that reaches over a cut holds the letter or digit before it.</summary>
    public bool KeepsCuts { get; } = value.Length > 0 && !value.Any(char.IsAsciiLetterOrDigit);

    public void FindAll(ReadOnlySpan<char> text, MatchList matches)
    {
        matches.Clear();
        for (int from = 0; from <= text.Length;)
        {
            int found = text[from..].IndexOf(value, StringComparison.Ordinal);
            if (found < 0)
            {
                return;
            }

            int start = from + found;
            matches.Add(start, start + value.Length);
            from = start + value.Length;
            if (value.Length == 0)
            {
                from += from + 1 < text.Length && char.IsSurrogatePair(text[from], text[from + 1]) ? 2 : 1;
            }
        }
    }
}
