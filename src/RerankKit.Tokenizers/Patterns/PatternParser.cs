using System.Globalization;
using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>Reads a regular expression in the syntax of Oniguruma, and refuses by name what cannot be matched in linear time or is not known.</summary>
internal sealed partial class PatternParser
{
    private const int MaxRepeat = 1000;
    private const int MaxDepth = 100;

    private static readonly string[] FoldedPairs = ["ss", "st", "ff", "fi", "fl"];

    private readonly string _pattern;
    private int _at;
    private int _depth;
    private bool _ignoreCase;
    private bool _dotIsAny;
    private bool _extended;

    private PatternParser(string pattern) => _pattern = pattern;

    private bool IsAtEnd => _at >= _pattern.Length;

    /// <exception cref="NotSupportedException">The expression has a part that is not supported.</exception>
    public static PatternNode Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var node = parser.ReadAlternation();
        return parser.IsAtEnd ? node : throw parser.Refuse("an unmatched ')'");
    }

    private PatternNode ReadAlternation()
    {
        if (++_depth > MaxDepth)
        {
            throw Refuse($"groups nested more than {MaxDepth} deep");
        }

        // Options set inside a group end with it.
        (bool ignoreCase, bool dotIsAny, bool extended) = (_ignoreCase, _dotIsAny, _extended);
        var alternatives = new List<PatternNode> { ReadSequence() };
        while (!IsAtEnd && _pattern[_at] == '|')
        {
            _at++;
            alternatives.Add(ReadSequence());
        }

        (_ignoreCase, _dotIsAny, _extended) = (ignoreCase, dotIsAny, extended);
        _depth--;
        return alternatives.Count == 1 ? alternatives[0] : new PatternNode.Alternation(alternatives);
    }

    private PatternNode ReadSequence()
    {
        var parts = new List<PatternNode>();
        while (!IsAtEnd && _pattern[_at] is not ('|' or ')'))
        {
            if (_extended && (char.IsWhiteSpace(_pattern[_at]) || _pattern[_at] == '#'))
            {
                SkipExtended();
            }
            else if (ReadAtom() is { } atom)
            {
                parts.Add(ReadRepeats(atom));
            }
        }

        return parts.Count == 1 ? parts[0] : new PatternNode.Sequence(parts);
    }

    private void SkipExtended()
    {
        if (_pattern[_at++] == '#')
        {
            int line = _pattern.IndexOf('\n', _at);
            _at = line < 0 ? _pattern.Length : line + 1;
        }
    }

    // Null for a comment or for options, which match nothing by themselves.
    private PatternNode? ReadAtom()
    {
        char c = _pattern[_at];
        switch (c)
        {
            case '(':
                return ReadGroup();
            case '[':
                _at++;
                return new PatternNode.Set(ReadClass());
            case '.':
                _at++;
                return new PatternNode.Set(_dotIsAny ? CodePointRanges.All : CodePointRanges.Of(('\n', '\n')).Negate());
            case '^':
                _at++;
                return new PatternNode.Anchor(PatternAnchor.LineStart);
            case '$':
                _at++;
                return new PatternNode.Anchor(PatternAnchor.LineEnd);
            case '\\':
                return ReadEscape();
            case '*' or '+' or '?':
                throw Refuse($"'{c}' with nothing before it to repeat");
            default:
                RefuseFoldedPair();
                return Literal(ReadCodePoint());
        }
    }

    // Without regard to case "ss" also matches one sharp s, "fi" a ligature: pairs of characters that fold from a single one.
    private void RefuseFoldedPair()
    {
        if (!_ignoreCase || _at + 1 >= _pattern.Length)
        {
            return;
        }

        foreach (string pair in FoldedPairs)
        {
            if (_pattern.AsSpan(_at, 2).Equals(pair, StringComparison.OrdinalIgnoreCase))
            {
                throw Refuse($"'{pair}' without regard to case");
            }
        }
    }

    private PatternNode.Set Literal(int codePoint)
    {
        var ranges = CodePointRanges.Of((codePoint, codePoint));
        return new(_ignoreCase ? CaseFolding.Close(ranges) : ranges);
    }

    private int ReadCodePoint()
    {
        Rune.DecodeFromUtf16(_pattern.AsSpan(_at), out Rune rune, out int width);
        _at += width;
        return rune.Value;
    }

    private PatternNode ReadRepeats(PatternNode part)
    {
        while (!IsAtEnd)
        {
            char c = _pattern[_at];
            int min;
            int max;
            bool isInterval = false;
            if (c is '*' or '+' or '?')
            {
                (min, max) = (c == '+' ? 1 : 0, c == '?' ? 1 : -1);
                _at++;
            }
            else if (c == '{' && TryReadInterval(out min, out max))
            {
                isInterval = true;
            }
            else
            {
                break;
            }

            if (part is PatternNode.Anchor or PatternNode.Look)
            {
                throw Refuse("a repeated anchor or look-around");
            }

            if (max < 0 && MayPreferNothing(part))
            {
                // Implementations differ in how such a loop ends.
                throw Refuse("an unlimited repeat of a part that would rather match nothing");
            }

            char next = IsAtEnd ? '\0' : _pattern[_at];
            if (next == '?')
            {
                _at++;
                part = isInterval && min == max ? throw Refuse("{n}?") : new PatternNode.Repeat(part, min, max, Greedy: false);
            }
            else if (next == '+' && !isInterval)
            {
                _at++;
                part = new PatternNode.Atomic(new PatternNode.Repeat(part, min, max, Greedy: true));
            }
            else
            {
                part = new PatternNode.Repeat(part, min, max, Greedy: true);
            }
        }

        return part;
    }

    // Braces that hold no interval are ordinary characters.
    private bool TryReadInterval(out int min, out int max)
    {
        (min, max) = (0, -1);
        int close = _pattern.IndexOf('}', _at);
        if (close < 0)
        {
            return false;
        }

        ReadOnlySpan<char> inside = _pattern.AsSpan((_at + 1)..close);
        int comma = inside.IndexOf(',');
        ReadOnlySpan<char> low = comma < 0 ? inside : inside[..comma];
        ReadOnlySpan<char> high = comma < 0 ? inside : inside[(comma + 1)..];
        if ((low.IsEmpty && high.IsEmpty)
            || (!low.IsEmpty && !int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out min))
            || (!high.IsEmpty && !int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out max)))
        {
            return false;
        }

        _at = close + 1;
        return min <= MaxRepeat && max <= MaxRepeat && (max < 0 || min <= max)
            ? true
            : throw Refuse($"the interval {{{inside}}} (allowed are ascending numbers up to {MaxRepeat})");
    }

    private NotSupportedException Refuse(string what) =>
        TokenizerJson.Unsupported($"{what} in the regular expression '{_pattern}' (at {_at})", "supported is what can be matched in linear time: classes, alternatives, repeats, look-around and anchors");
}
