namespace RerankKit.Tokenizers;

/// <summary>Cuts at white space and around every punctuation character.</summary>
internal sealed class BertPreTokenizer : PiecewisePreTokenizer
{
    public override bool EndsPiecesAtCuts => true;

    protected override void SplitPiece(PreTokenizedText text, int start, int end)
    {
        ReadOnlySpan<char> all = text.Text.Text;
        int word = start;
        for (int i = start; i < end;)
        {
            var traits = CharacterTable.Of(CodePoint.At(all, i, out int width)) & (CharacterTraits.Whitespace | CharacterTraits.Punctuation);
            if (traits != CharacterTraits.None)
            {
                text.AddPiece(word, i);
                word = i + width;
                if (traits == CharacterTraits.Punctuation)
                {
                    text.AddPiece(i, word);
                }
            }

            i += width;
        }

        text.AddPiece(word, end);
    }
}
