namespace RerankKit.Tokenizers;

/// <summary>
/// A regular expression over code points, as Oniguruma matches it, in time linear in the text: a way that has failed from a place once is
/// not tried from there again, however often the search comes by. Immutable and thread-safe.
/// </summary>
internal sealed class RegexPattern(string pattern) : ITextPattern
{
    [ThreadStatic]
    private static PatternMatcher? _matcher;

    private readonly PatternProgram _program = new(pattern);

    public void FindAll(ReadOnlySpan<char> text, MatchList matches)
    {
        matches.Clear();
        var matcher = _matcher ??= new PatternMatcher();
        matcher.Begin(_program, text.Length);
        int from = 0;
        int lastEnd = -1;
        while (from <= text.Length && matcher.TryFind(text, from, out int start, out int end))
        {
            if (start == end && end == lastEnd)
            {
                // An empty match right after a match does not count; the search goes on one character later.
                from = end + (end + 1 < text.Length && char.IsSurrogatePair(text[end], text[end + 1]) ? 2 : 1);
                continue;
            }

            matches.Add(start, end);
            from = end;
            lastEnd = end;
        }
    }
}
