using System.Globalization;

namespace RerankKit.Tokenizers;

/// <content>Escapes and classes.</content>
internal sealed partial class PatternParser
{
    private PatternNode ReadEscape()
    {
        char kind = _at + 1 < _pattern.Length ? _pattern[_at + 1] : throw Refuse("a '\\' at the end");
        PatternAnchor? anchor = kind switch
        {
            'A' => PatternAnchor.TextStart,
            'z' => PatternAnchor.TextEnd,
            'Z' => PatternAnchor.TextEndOrLastLine,
            'b' => PatternAnchor.WordBoundary,
            'B' => PatternAnchor.NoWordBoundary,
            _ => null,
        };
        if (anchor is { } place)
        {
            _at += 2;
            return new PatternNode.Anchor(place);
        }

        if (kind == 'R')
        {
            _at += 2;
            return new PatternNode.Atomic(new PatternNode.Alternation(
            [
                new PatternNode.Sequence([Exactly('\r'), Exactly('\n')]),
                new PatternNode.Set(CodePointRanges.Of((0x0A, 0x0D), (0x85, 0x85), (0x2028, 0x2029))),
            ]));
        }

        return TryReadSetEscape(inClass: false) is { } set ? new PatternNode.Set(set) : Literal(ReadLiteralEscape(inClass: false));
    }

    private static PatternNode.Set Exactly(int codePoint) => new(CodePointRanges.Of((codePoint, codePoint)));

    // \d, \s, \w, \h, \p{...} and their negations; null for anything else, which is left unread.
    private CodePointRanges? TryReadSetEscape(bool inClass)
    {
        char kind = _at + 1 < _pattern.Length ? _pattern[_at + 1] : '\0';
        CodePointRanges? set = char.ToLowerInvariant(kind) switch
        {
            'd' => UnicodeProperties.Digit,
            's' => UnicodeProperties.WhiteSpace,
            'w' => inClass ? UnicodeProperties.Word : UnicodeProperties.WordOutsideClass,
            'h' => CodePointRanges.Of(('0', '9'), ('A', 'F'), ('a', 'f')),
            _ => null,
        };
        if (set is not null)
        {
            _at += 2;
            return char.IsUpper(kind) ? set.Negate() : set;
        }

        if (kind is not ('p' or 'P') || _at + 2 >= _pattern.Length || _pattern[_at + 2] != '{')
        {
            return null;
        }

        int close = _pattern.IndexOf('}', _at);
        string name = close > 0 ? _pattern[(_at + 3)..close] : throw Refuse("a \\p{ without its '}'");
        bool negated = name.StartsWith('^') != (kind == 'P');
        set = UnicodeProperties.Find(name.TrimStart('^')) ?? throw Refuse($"the property \\p{{{name}}}");
        _at = close + 1;
        set = _ignoreCase ? CaseFolding.Close(set) : set;
        return negated ? set.Negate() : set;
    }

    private int ReadLiteralEscape(bool inClass)
    {
        char kind = _pattern[++_at];
        _at++;
        switch (kind)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'v':
                return '\v';
            case 'a':
                return '\a';
            case 'e':
                return 0x1B;
            case 'b' when inClass:
                return '\b';
            case 'x' when !IsAtEnd && _pattern[_at] == '{':
                int close = _pattern.IndexOf('}', _at);
                int digits = close > 0 ? close - _at - 1 : throw Refuse("a \\x{ without its '}'");
                _at++;
                int codePoint = ReadHexadecimal(digits, digits);
                _at++;
                return codePoint;
            case 'x':
                return ReadHexadecimal(1, 2);
            case 'u':
                return ReadHexadecimal(4, 4);
            case '0' when IsAtEnd || !char.IsAsciiDigit(_pattern[_at]):
                return 0;
            default:
                // Letters and digits may be commands that are not known here; anything else stands for itself.
                if (char.IsAsciiLetterOrDigit(kind))
                {
                    _at -= 2;
                    throw Refuse($"'\\{kind}'");
                }

                _at--;
                return ReadCodePoint();
        }
    }

    private int ReadHexadecimal(int min, int max)
    {
        int start = _at;
        while (_at < _pattern.Length && _at - start < max && char.IsAsciiHexDigit(_pattern[_at]))
        {
            _at++;
        }

        return _at - start >= min && _at - start is > 0 and <= 8
            && int.TryParse(_pattern.AsSpan(start, _at - start), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            && value is >= 0 and <= CodePointRanges.Last
            ? value
            : throw Refuse("a hexadecimal code point that is none");
    }

    // After the opening bracket, up to and with the closing one.
    private CodePointRanges ReadClass()
    {
        if (++_depth > MaxDepth)
        {
            throw Refuse($"classes nested more than {MaxDepth} deep");
        }

        bool negated = Accept("^");
        CodePointRanges? intersection = null;
        var set = CodePointRanges.Empty;
        bool isFirst = true;
        while (true)
        {
            if (IsAtEnd)
            {
                throw Refuse("a class without its ']'");
            }

            if (_pattern[_at] == ']' && !isFirst)
            {
                _at++;
                break;
            }

            if (Accept("&&"))
            {
                intersection = intersection is null ? set : intersection.Intersect(set);
                set = CodePointRanges.Empty;
            }
            else
            {
                set = set.Union(ReadClassItem());
            }

            isFirst = false;
        }

        set = intersection is null ? set : intersection.Intersect(set);
        set = _ignoreCase ? CaseFolding.Close(set) : set;
        _depth--;
        return negated ? set.Negate() : set;
    }

    private CodePointRanges ReadClassItem()
    {
        if (Accept("[:"))
        {
            int close = _pattern.IndexOf(":]", _at, StringComparison.Ordinal);
            string name = close > 0 ? _pattern[_at..close] : throw Refuse("a '[:' in a class");
            var posix = UnicodeProperties.Find(name.TrimStart('^')) ?? throw Refuse($"the class [:{name}:]");
            _at = close + 2;
            return name.StartsWith('^') ? posix.Negate() : posix;
        }

        if (Accept("["))
        {
            return ReadClass();
        }

        if (_pattern[_at] == '\\' && TryReadSetEscape(inClass: true) is { } named)
        {
            return named;
        }

        int first = ReadClassCharacter();
        if (_at + 1 >= _pattern.Length || _pattern[_at] != '-' || _pattern[_at + 1] == ']')
        {
            return CodePointRanges.Of((first, first));
        }

        _at++;
        if (_pattern[_at] is '[' || (_pattern[_at] == '\\' && _at + 1 < _pattern.Length && "dDsSwWhHpP".Contains(_pattern[_at + 1], StringComparison.Ordinal)))
        {
            throw Refuse("a range that ends in a class");
        }

        int last = ReadClassCharacter();
        return first <= last ? CodePointRanges.Of((first, last)) : throw Refuse("a range that runs backwards");
    }

    private int ReadClassCharacter() =>
        _pattern[_at] != '\\' ? ReadCodePoint()
        : _at + 1 < _pattern.Length ? ReadLiteralEscape(inClass: true)
        : throw Refuse("a '\\' at the end");
}
