namespace RerankKit.Tokenizers;

/// <summary>Cuts after every so many characters.</summary>
internal sealed class FixedLengthPreTokenizer(int length) : PiecewisePreTokenizer
{
    protected override void SplitPiece(PreTokenizedText text, int start, int end)
    {
        ReadOnlySpan<char> all = text.Text.Text;
        int from = start;
        int count = 0;
        for (int i = start; i < end;)
        {
            CodePoint.At(all, i, out int width);
            i += width;
            if (++count == length)
            {
                text.AddPiece(from, i);
                (from, count) = (i, 0);
            }
        }

        text.AddPiece(from, end);
    }
}
