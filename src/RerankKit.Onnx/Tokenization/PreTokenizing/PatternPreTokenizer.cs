namespace RerankKit.Onnx;

/// <summary>Cuts at what a pattern finds: Split, and CharDelimiterSplit.</summary>
internal sealed class PatternPreTokenizer(ITextPattern pattern, SplitBehavior behavior, bool invert = false) : PiecewisePreTokenizer
{
    protected override void SplitPiece(PreTokenizedText text, int start, int end)
    {
        ReadOnlySpan<char> piece = text.Text.Text[start..end];
        MatchSplitter splitter = new(text, behavior, invert);
        PatternMatches matches = new(pattern);
        int previous = 0;
        while (matches.MoveNext(piece))
        {
            if (previous != matches.Start)
            {
                splitter.Add(start + previous, start + matches.Start, isMatch: false);
            }

            splitter.Add(start + matches.Start, start + matches.End, isMatch: true);
            previous = matches.End;
        }

        if (previous != piece.Length)
        {
            splitter.Add(start + previous, end, isMatch: false);
        }

        splitter.Finish();
    }
}
