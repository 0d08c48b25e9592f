namespace RerankKit.Tokenizers;

/// <summary>Cuts where the script changes. Spaces belong to any script; those before the first character are lost, as in the reference.</summary>
internal sealed class UnicodeScriptsPreTokenizer : PiecewisePreTokenizer
{
    protected override void SplitPiece(PreTokenizedText text, int start, int end)
    {
        ReadOnlySpan<char> all = text.Text.Text;
        int last = -1;
        int from = -1;
        for (int i = start; i < end;)
        {
            byte script = CharacterScripts.Of(CodePoint.At(all, i, out int width));
            if (script != CharacterScripts.Any && script != last)
            {
                if (from >= 0)
                {
                    text.AddPiece(from, i);
                }

                (last, from) = (script, i);
            }

            i += width;
        }

        if (from >= 0)
        {
            text.AddPiece(from, end);
        }
    }
}
