namespace RerankKit.Tokenizers;

/// <summary>Takes white space at the ends of byte-level tokens out of their ranges, as the reference's ByteLevel post-processor does.</summary>
/// <param name="addsPrefixSpace">Whether a space was put before the text, so that one at its beginning was never there.</param>
internal sealed class OffsetTrimming(bool addsPrefixSpace)
{
    /// <summary>How the byte-level alphabet writes the space.</summary>
    private const char ByteLevelSpace = '\u0120';

    /// <summary>How many characters of white space a token, as the vocabulary writes it or as it was found, has at its ends.</summary>
    public static (int Leading, int Trailing) Spaces(ReadOnlySpan<char> token)
    {
        int leading = 0;
        while (leading < token.Length && IsSpace(token[leading]))
        {
            leading++;
        }

        int trailing = 0;
        while (trailing < token.Length && IsSpace(token[token.Length - 1 - trailing]))
        {
            trailing++;
        }

        return (leading, trailing);
    }

    /// <summary>The trimmed range of a token.</summary>
    /// <param name="spaces">Its <see cref="Spaces"/>.</param>
    /// <param name="isFirst">Whether it is the first of its text.</param>
    /// <param name="start">Where its range begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="text">The original text: white space that a normalizer made may stand for a pair of surrogates, which stays whole.</param>
    public (int Start, int End) Trim((int Leading, int Trailing) spaces, bool isFirst, int start, int end, ReadOnlySpan<char> text)
    {
        (int leading, int trailing) = spaces;
        if (leading == 1 && addsPrefixSpace && (isFirst || start == 0))
        {
            leading = 0;
        }

        for (; leading > 0 && start < end; leading--)
        {
            CodePoint.At(text, start, out int width);
            start += width;
        }

        for (; trailing > 0 && end > start; trailing--)
        {
            CodePoint.Before(text, end, out int width);
            end -= width;
        }

        return (start, end);
    }

    private static bool IsSpace(char c) => c == ByteLevelSpace || (CharacterTable.Of(c) & CharacterTraits.Whitespace) != CharacterTraits.None;
}
