namespace RerankKit.Tokenizers;

/// <summary>
/// The pattern of Llama 3, Qwen and others (after OpenAI's cl100k), matched by hand: contractions, words with one character before them,
/// numbers of a few digits, other runs with the line ends after them, white space up to a line end.
/// </summary>
/// <param name="maxDigits">How many digits a number has at most.</param>
internal sealed class Cl100kPattern(int maxDigits) : ITextPattern
{
    /// <summary>The expression for numbers of one digit (Qwen).</summary>
    public const string OneDigit =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The expression for numbers of up to three digits (Llama 3).</summary>
    public const string ThreeDigits =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public bool EndsMatchesAtCuts => true;

    public void FindAll(ReadOnlySpan<char> text, MatchList matches)
    {
        // Every character belongs to a match, so the next one begins where the last has ended.
        matches.Clear();
        for (int at = 0; at < text.Length;)
        {
            int end = EndOfMatch(text, at);
            matches.Add(at, end);
            at = end;
        }
    }

    private int EndOfMatch(ReadOnlySpan<char> text, int at)
    {
        char first = text[at];
        byte kind = CharacterClasses.At(text, at, out int width);
        int next = at + width;
        if (kind == CharacterClasses.Letter)
        {
            return CharacterClasses.EndOfRun(text, next, CharacterClasses.Letter);
        }

        if (kind == CharacterClasses.Number)
        {
            return EndOfNumber(text, next);
        }

        if (first == '\'' && ContractionLength(text[next..]) is > 0 and int length)
        {
            return next + length;
        }

        byte nextKind = next < text.Length ? CharacterClasses.At(text, next, out _) : CharacterClasses.Space;
        if (nextKind == CharacterClasses.Letter && first is not ('\r' or '\n'))
        {
            return CharacterClasses.EndOfRun(text, next, CharacterClasses.Letter);
        }

        if (kind == CharacterClasses.Other || (first == ' ' && nextKind == CharacterClasses.Other && next < text.Length))
        {
            int end = CharacterClasses.EndOfRun(text, next, CharacterClasses.Other);
            int lines = text[end..].IndexOfAnyExcept('\r', '\n');
            return lines < 0 ? text.Length : end + lines;
        }

        int space = CharacterClasses.EndOfRun(text, next, CharacterClasses.Space);
        int line = text[at..space].LastIndexOfAny('\r', '\n');
        return line >= 0 ? at + line + 1 : Gpt2Pattern.EndOfSpace(at, space, text.Length);
    }

    private int EndOfNumber(ReadOnlySpan<char> text, int at)
    {
        for (int digits = 1; digits < maxDigits && at < text.Length; digits++)
        {
            if (CharacterClasses.At(text, at, out int width) != CharacterClasses.Number)
            {
                break;
            }

            at += width;
        }

        return at;
    }

    // Without regard to case, for which the long s is an s.
    private static int ContractionLength(ReadOnlySpan<char> text) => text switch
    {
        ['s' or 't' or 'm' or 'd' or 'S' or 'T' or 'M' or 'D' or '\u017F', ..] => 1,
        ['r' or 'v' or 'R' or 'V', 'e' or 'E', ..] or ['l' or 'L', 'l' or 'L', ..] => 2,
        _ => 0,
    };
}
