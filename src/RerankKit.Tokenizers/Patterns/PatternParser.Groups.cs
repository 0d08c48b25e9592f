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

        return Accept(":") ? Close(ReadAlternation())
            : Accept(">") ? new PatternNode.Atomic(Close(ReadAlternation()))
            : Accept("=") ? new PatternNode.Look(Close(ReadAlternation()), Negative: false, PatternNode.Look.Ahead)
            : Accept("!") ? new PatternNode.Look(Close(ReadAlternation()), Negative: true, PatternNode.Look.Ahead)
            : ReadOptions();
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
            List<PatternNode> looks = [.. choice.Alternatives.Select(alternative => LookBehind(alternative, isNegative))];
            return isNegative ? new PatternNode.Sequence(looks) : new PatternNode.Alternation(looks);
        }

        return new PatternNode.Look(part, isNegative, LengthOf(part) ?? throw Refuse("a look-behind of variable length"));
    }

    // The number of code points a part always matches; null when it varies.
    private static int? LengthOf(PatternNode node) => node switch
    {
        PatternNode.Set => 1,
        PatternNode.Look or PatternNode.Anchor => 0,
        PatternNode.Atomic atomic => LengthOf(atomic.Part),
        PatternNode.Repeat repeat when repeat.Min == repeat.Max => LengthOf(repeat.Part) * repeat.Min,
        PatternNode.Sequence sequence => sequence.Parts.Aggregate((int?)0, (sum, part) => sum + LengthOf(part)),
        PatternNode.Alternation choice => choice.Alternatives.Select(LengthOf).Distinct().ToArray() is [var only] ? only : null,
        _ => null,
    };

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
