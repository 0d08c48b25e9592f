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
            char c = text[i];
            int length = char.IsSurrogate(c) && i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]) ? 2 : 1;
            quarters -= c < 0x80 ? 1 : IsIdeographic(c) || length == 2 ? 4 : 2;
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

    // CJK radicals up to Hangul syllables, compatibility forms, full width.
    private static bool IsIdeographic(char c) => c is (>= '\u2E80' and <= '\uD7AF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE4F') or (>= '\uFF00' and <= '\uFFEF');
}
