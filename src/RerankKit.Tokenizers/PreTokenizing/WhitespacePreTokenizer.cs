namespace RerankKit.Tokenizers;

/// <summary>Keeps runs of word characters and runs of what is neither word nor white space: <c>\w+|[^\w\s]+</c>.</summary>
internal sealed class WhitespacePreTokenizer : PiecewisePreTokenizer
{
    public override bool EndsPiecesAtCuts => true;

    protected override void SplitPiece(PreTokenizedText text, int start, int end)
    {
        ReadOnlySpan<char> all = text.Text.Text;
        var current = CharacterTraits.Whitespace;
        int run = start;
        for (int i = start; i < end;)
        {
            var kind = CharacterTable.Of(CodePoint.At(all, i, out int width)) & (CharacterTraits.Whitespace | CharacterTraits.Word);
            if (kind != current)
            {
                if (current != CharacterTraits.Whitespace)
                {
                    text.AddPiece(run, i);
                }

                (current, run) = (kind, i);
            }

            i += width;
        }

        if (current != CharacterTraits.Whitespace)
        {
            text.AddPiece(run, end);
        }
    }
}
