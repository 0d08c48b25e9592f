namespace RerankKit.Tokenizers;

/// <content>Groups, look-around and options.</content>
internal sealed partial class PatternParser
{
    private PatternNode? ReadGroup()
    {
        _at++;
        if (!Accept("?"))
        {
            return Close(ReadAlternation());
        }

        if (Accept("#"))
        {
            int end = _pattern.IndexOf(')', _at);
            _at = end < 0 ? throw Refuse("a comment without its ')'") : end + 1;
            return null;
        }

        if (Accept(":"))
        {
            return Close(ReadAlternation());
        }

        if (Accept(">"))
        {
            return new PatternNode.Atomic(Close(ReadAlternation()));
        }

        if (Accept("="))
        {
            return new PatternNode.Look(Close(ReadAlternation()), Negative: false, PatternNode.Look.Ahead);
        }

        if (Accept("!"))
        {
            return new PatternNode.Look(Close(ReadAlternation()), Negative: true, PatternNode.Look.Ahead);
        }

        if (Accept("<="))
        {
            return LookBehind(Close(ReadAlternation()), isNegative: false);
        }

        if (Accept("<!"))
        {
            return LookBehind(Close(ReadAlternation()), isNegative: true);
        }

        if (Accept("<"))
        {
            // The name of a group matters to back-references only, which are refused.
            int end = _pattern.IndexOf('>', _at);
            _at = end < 0 ? throw Refuse("a group name without its '>'") : end + 1;
            return Close(ReadAlternation());
        }

        return ReadOptions();
    }

    private PatternNode? ReadOptions()
    {
        (bool ignoreCase, bool dotIsAny, bool extended) = (_ignoreCase, _dotIsAny, _extended);
        bool on = true;
        while (!IsAtEnd && _pattern[_at] is not (':' or ')'))
        {
            switch (_pattern[_at++])
            {
                case '-':
                    on = false;
                    break;
                case 'i':
                    _ignoreCase = on;
                    break;
                case 'm':
                    _dotIsAny = on;
                    break;
                case 'x':
                    _extended = on;
                    break;
                case var other:
                    throw Refuse($"the group '(?{other}'");
            }
        }

        if (Accept(":"))
        {
            var inside = Close(ReadAlternation());
            (_ignoreCase, _dotIsAny, _extended) = (ignoreCase, dotIsAny, extended);
            return inside;
        }

        // Without a colon the options hold for the rest of the group, alternatives included, which are thereby bound together.
        if (!Accept(")"))
        {
            throw Refuse("a group without its ')'");
        }

        return ReadAlternation();
    }

    private PatternNode LookBehind(PatternNode part, bool isNegative)
    {
        if (part is PatternNode.Alternation choice)
        {
            // Each alternative has a length of its own: one of them must match, or none may.
            var looks = new List<PatternNode>(choice.Alternatives.Count);
            foreach (var alternative in choice.Alternatives)
            {
                looks.Add(LookBehind(alternative, isNegative));
            }

            return isNegative ? new PatternNode.Sequence(looks) : new PatternNode.Alternation(looks);
        }

        int length = LengthOf(part);
        return length >= 0 ? new PatternNode.Look(part, isNegative, length) : throw Refuse("a look-behind of variable length");
    }

    // The number of code points a part always matches, or -1 when it varies.
    private static int LengthOf(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.Set:
                return 1;
            case PatternNode.Look or PatternNode.Anchor:
                return 0;
            case PatternNode.Atomic atomic:
                return LengthOf(atomic.Part);
            case PatternNode.Repeat repeat:
                int once = LengthOf(repeat.Part);
                return repeat.Min == repeat.Max && once >= 0 ? once * repeat.Min : -1;
            case PatternNode.Sequence sequence:
                int sum = 0;
                foreach (var part in sequence.Parts)
                {
                    int length = LengthOf(part);
                    if (length < 0)
                    {
                        return -1;
                    }

                    sum += length;
                }

                return sum;
            case PatternNode.Alternation choice:
                int first = LengthOf(choice.Alternatives[0]);
                foreach (var alternative in choice.Alternatives)
                {
                    if (LengthOf(alternative) != first)
                    {
                        return -1;
                    }
                }

                return first;
            default:
                return -1;
        }
    }

    private static bool MayBeEmpty(PatternNode node) => node switch
    {
        PatternNode.Set => false,
        PatternNode.Repeat repeat => repeat.Min == 0 || MayBeEmpty(repeat.Part),
        PatternNode.Atomic atomic => MayBeEmpty(atomic.Part),
        PatternNode.Sequence sequence => sequence.Parts.All(MayBeEmpty),
        PatternNode.Alternation choice => choice.Alternatives.Any(MayBeEmpty),
        _ => true,
    };

    private static bool MayPreferNothing(PatternNode node) => MayBeEmpty(node) && node switch
    {
        PatternNode.Repeat repeat => !repeat.Greedy || MayPreferNothing(repeat.Part),
        PatternNode.Atomic atomic => MayPreferNothing(atomic.Part),
        PatternNode.Sequence sequence => sequence.Parts.Any(MayPreferNothing),
        PatternNode.Alternation choice => choice.Alternatives.SkipLast(1).Any(MayBeEmpty) || MayPreferNothing(choice.Alternatives[^1]),
        _ => false,
    };

    private PatternNode Close(PatternNode inside) => Accept(")") ? inside : throw Refuse("a group without its ')'");

    private bool Accept(string text)
    {
        if (string.CompareOrdinal(_pattern, _at, text, 0, text.Length) != 0)
        {
            return false;
        }

        _at += text.Length;
        return true;
    }
}
