namespace RerankKit;

/// <summary>Cuts texts into words as identifiers are read from them: runs of letters and digits.</summary>
internal static class AnswerWords
{
    /// <summary>Finds the next word.</summary>
    public static bool TryNext(ReadOnlySpan<char> text, ref int position, out int start, out int length)
    {
        start = position;
        while (start < text.Length && !char.IsLetterOrDigit(text[start]))
        {
            start++;
        }

        int end = start;
        while (end < text.Length && char.IsLetterOrDigit(text[end]))
        {
            end++;
        }

        position = end;
        length = end - start;
        return length > 0;
    }

    /// <summary>A full-width letter as its usual form, a decimal digit of any script as an ASCII one.</summary>
    public static char Fold(char c)
    {
        if (c < 0x80)
        {
            return c;
        }

        int digit = CharUnicodeInfo.GetDecimalDigitValue(c);
        return digit >= 0 ? (char)('0' + digit)
            : c is (>= '\uFF21' and <= '\uFF3A') or (>= '\uFF41' and <= '\uFF5A') ? (char)(c - 0xFEE0)
            : c;
    }

    /// <summary>A text with all its characters folded, and a replacement character for each half of a surrogate pair that stands alone.</summary>
    public static string Fold(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            bool isPaired = char.IsHighSurrogate(source[i]) ? i + 1 < span.Length && char.IsLowSurrogate(source[i + 1])
                : !char.IsLowSurrogate(source[i]) || (i > 0 && char.IsHighSurrogate(source[i - 1]));
            span[i] = isPaired ? Fold(source[i]) : '\uFFFD';
        }
    });
}
