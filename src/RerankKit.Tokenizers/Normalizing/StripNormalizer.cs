namespace RerankKit.Tokenizers;

/// <summary>Drops white space at the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : INormalizer
{
    public bool KeepsCuts => true;

    public void Normalize(NormalizedText text)
    {
        // All white space lies in the basic plane.
        ReadOnlySpan<char> all = text.Text;
        int start = 0;
        int end = all.Length;
        while (left && start < end && IsWhitespace(all[start]))
        {
            start++;
        }

        while (right && end > start && IsWhitespace(all[end - 1]))
        {
            end--;
        }

        if (end - start < all.Length)
        {
            text.Slice(start, end);
        }
    }

    private static bool IsWhitespace(char c) => (CharacterTable.Of(c) & CharacterTraits.Whitespace) != CharacterTraits.None;
}
