namespace RerankKit;

/// <summary>How many tokens a text has, where no tokenizer is at hand: four ASCII characters, two of other alphabets, or one Chinese, Japanese or Korean character make one.</summary>
internal static class EstimatedTokens
{
    private const int QuartersPerToken = 4;

    /// <summary>How many characters of a text make that many tokens.</summary>
    public static int Fit(ReadOnlySpan<char> text, int maxTokens)
    {
        long quarters = (long)maxTokens * QuartersPerToken;
        if (text.Length <= maxTokens)
        {
            return text.Length;
        }

        int i = 0;
        while (i < text.Length)
        {
            quarters -= QuartersAt(text, i, out int length);
            if (quarters < 0)
            {
                return i;
            }

            i += length;
        }

        return i;
    }

    /// <summary>Whether a text has fewer tokens. No more of it is read than decides.</summary>
    public static bool AreFewerThan(int tokens, ReadOnlySpan<char> text) => Fit(text, tokens - 1) == text.Length;

    /// <summary>How many tokens a text has; a part of one counts as one.</summary>
    public static long Count(ReadOnlySpan<char> text)
    {
        long quarters = 0;
        for (int i = 0; i < text.Length;)
        {
            quarters += QuartersAt(text, i, out int length);
            i += length;
        }

        return (quarters + QuartersPerToken - 1) / QuartersPerToken;
    }

    private static int QuartersAt(ReadOnlySpan<char> text, int i, out int length)
    {
        char c = text[i];
        length = char.IsSurrogate(c) && i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]) ? 2 : 1;
        return c < 0x80 ? 1 : IsIdeographic(c) || length == 2 ? 4 : 2;
    }

    // CJK radicals up to Hangul syllables, compatibility forms, full width.
    private static bool IsIdeographic(char c) => c is (>= '\u2E80' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE4F') or (>= '\uFF00' and <= '\uFFEF');
}
