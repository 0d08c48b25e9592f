using System.Buffers;

namespace RerankKit.Tokenizers;

/// <summary>Finds added tokens in text, leftmost first and of those the longest, as the reference does. Immutable and thread-safe.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly Dictionary<(int Node, char Character), int> _edges = [];
    private readonly List<AddedToken?> _ends = [null];
    private readonly SearchValues<char> _firsts;
    private readonly bool _parsesSpecialTokens;

    /// <param name="patterns">What to look for, and the token it is; of two tokens with the same pattern the first is taken.</param>
    /// <param name="parsesSpecialTokens">False: special tokens are found, so that nothing inside them is, but stay text.</param>
    private AddedTokenMatcher(IReadOnlyList<(string Pattern, AddedToken Token)> patterns, bool parsesSpecialTokens)
    {
        _parsesSpecialTokens = parsesSpecialTokens;
        HashSet<char> firsts = [];
        foreach ((string pattern, var token) in patterns)
        {
            firsts.Add(pattern[0]);
            int node = 0;
            foreach (char c in pattern)
            {
                if (!_edges.TryGetValue((node, c), out int next))
                {
                    next = _ends.Count;
                    _ends.Add(null);
                    _edges.Add((node, c), next);
                }

                node = next;
            }

            _ends[node] ??= token;
        }

        _firsts = SearchValues.Create([.. firsts]);
    }

    /// <summary>A matcher, or null when it could never find anything.</summary>
    public static AddedTokenMatcher? Create(IReadOnlyList<(string Pattern, AddedToken Token)> patterns, bool parsesSpecialTokens) =>
        patterns.Any(item => parsesSpecialTokens || !item.Token.IsSpecial) ? new(patterns, parsesSpecialTokens) : null;

    /// <summary>Finds the next token.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="searched">Up to where the text has been searched; moved on.</param>
    /// <param name="taken">The end of the token before, or 0.</param>
    /// <param name="start">Where the token begins, with the white space it swallows; not before <paramref name="end"/> when the token before has swallowed it.</param>
    /// <param name="end">Where it ends, likewise.</param>
    /// <param name="id">Its id.</param>
    public bool TryFind(ReadOnlySpan<char> text, ref int searched, int taken, out int start, out int end, out int id)
    {
        while (FindNext(text, searched, out start, out end) is { } token)
        {
            searched = end;
            if ((token.IsSpecial && !_parsesSpecialTokens) || (token.IsSingleWord && !StandsAlone(text, start, end)))
            {
                continue;
            }

            if (token.StripsLeft)
            {
                start = StripLeft(text, start, taken);
            }

            for (; token.StripsRight && end < text.Length && Is(text[end], CharacterTraits.Whitespace); end++)
            {
            }

            id = token.Id;
            return true;
        }

        searched = text.Length;
        (start, end, id) = (0, 0, Piece.NoToken);
        return false;
    }

    private static int StripLeft(ReadOnlySpan<char> text, int start, int taken)
    {
        while (start > taken && Is(text[start - 1], CharacterTraits.Whitespace))
        {
            start--;
        }

        return Math.Max(start, taken);
    }

    private static bool StandsAlone(ReadOnlySpan<char> text, int start, int end) =>
        (start == 0 || !Is(CodePoint.Before(text, start, out _), CharacterTraits.Word)) &&
        (end == text.Length || !Is(CodePoint.At(text, end, out _), CharacterTraits.Word));

    private static bool Is(int codePoint, CharacterTraits trait) => (CharacterTable.Of(codePoint) & trait) != CharacterTraits.None;

    private AddedToken? FindNext(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        for (int next; (next = text[from..].IndexOfAny(_firsts)) >= 0; from++)
        {
            from += next;
            AddedToken? longest = null;
            (start, end) = (from, from);
            for (int i = from, node = 0; i < text.Length && _edges.TryGetValue((node, text[i]), out node);)
            {
                i++;
                if (_ends[node] is { } token)
                {
                    (longest, end) = (token, i);
                }
            }

            if (longest is not null)
            {
                return longest;
            }
        }

        (start, end) = (text.Length, text.Length);
        return null;
    }
}
