namespace RerankKit.Tokenizers;

/// <summary>Cuts at characters of one kind: WhitespaceSplit, Punctuation and Digits.</summary>
internal sealed class TraitPreTokenizer(CharacterTraits delimiter, SplitBehavior behavior) : PiecewisePreTokenizer
{
    public override bool EndsPiecesAtCuts => delimiter == CharacterTraits.Whitespace && behavior == SplitBehavior.Removed;

    protected override void SplitPiece(PreTokenizedText text, int start, int end)
    {
        ReadOnlySpan<char> all = text.Text.Text;
        MatchSplitter splitter = new(text, behavior);
        int stretch = start;
        for (int i = start; i < end;)
        {
            bool isDelimiter = (CharacterTable.Of(CodePoint.At(all, i, out int width)) & delimiter) != CharacterTraits.None;
            if (isDelimiter)
            {
                if (stretch < i)
                {
                    splitter.Add(stretch, i, isMatch: false);
                }

                stretch = i + width;
                splitter.Add(i, stretch, isMatch: true);
            }

            i += width;
        }

        if (stretch < end)
        {
            splitter.Add(stretch, end, isMatch: false);
        }

        splitter.Finish();
    }
}
