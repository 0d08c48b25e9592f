namespace RerankKit.Tokenizers;

/// <summary>BERT's cleaning, spacing of ideographs, accent stripping and lower-casing.</summary>
internal sealed class BertNormalizer(bool cleanText, bool handleChineseCharacters, bool stripAccents, bool lowercase) : INormalizer
{
    public bool CleanText { get; } = cleanText;

    public bool HandleChineseCharacters { get; } = handleChineseCharacters;

    public bool StripAccents { get; } = stripAccents;

    public bool Lowercase { get; } = lowercase;

    public bool KeepsCuts => true;

    public void Normalize(NormalizedText text)
    {
        if (CleanText)
        {
            Clean(text);
        }

        if (HandleChineseCharacters)
        {
            SpaceIdeographs(text);
        }

        if (StripAccents)
        {
            text.ToForm(compatibility: false, compose: false);
            text.Remove(CharacterTraits.Nonspacing);
        }

        if (Lowercase)
        {
            text.ToLower();
        }
    }

    private static void Clean(NormalizedText text)
    {
        text.Remove(CharacterTraits.Control);
        foreach (ref char c in text.InPlace)
        {
            if ((CharacterTable.Of(c) & CharacterTraits.Whitespace) != CharacterTraits.None)
            {
                c = ' ';
            }
        }
    }

    private static void SpaceIdeographs(NormalizedText text)
    {
        text.BeginRewrite(text.Length);
        int copied = 0;
        for (int i = 0; i < text.Length;)
        {
            int c = CodePoint.At(text.Text, i, out int width);
            if (CharacterTable.IsIdeograph(c))
            {
                text.Copy(copied, i);
                text.Append(' ', i);
                text.Copy(i, i + width);
                text.Append(' ', i);
                copied = i + width;
            }

            i += width;
        }

        text.Copy(copied, text.Length);
        text.EndRewrite();
    }
}
