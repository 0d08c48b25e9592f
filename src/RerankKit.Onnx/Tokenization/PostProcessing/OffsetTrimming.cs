namespace RerankKit.Onnx;

/// <summary>Takes white space at the ends of byte-level tokens out of their ranges, as the reference's ByteLevel post-processor does.</summary>
/// <param name="addsPrefixSpace">Whether a space was put before the text, so that one at its beginning was never there.</param>
internal sealed class OffsetTrimming(bool addsPrefixSpace)
{
    /// <summary>How the byte-level alphabet writes the space.</summary>
    private const char ByteLevelSpace = '\u0120';

    /// <summary>The trimmed range of a token.</summary>
    /// <param name="token">The token as the vocabulary writes it, or what it matched.</param>
    /// <param name="isFirst">Whether it is the first of its text.</param>
    /// <param name="start">Where its range begins.</param>
    /// <param name="end">Where it ends.</param>
    public (int Start, int End) Trim(ReadOnlySpan<char> token, bool isFirst, int start, int end)
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

        if (leading == 1 && addsPrefixSpace && (isFirst || start == 0))
        {
            leading = 0;
        }

        start = Math.Min(start + leading, end);
        return (start, trailing > 0 && end >= trailing ? Math.Max(end - trailing, start) : end);
    }

    private static bool IsSpace(char c) => c == ByteLevelSpace || (CharacterTable.Of(c) & CharacterTraits.Whitespace) != 0;
}
