namespace RerankKit.Tokenizers;

/// <summary>Cuts at what a pattern finds: Split, and CharDelimiterSplit.</summary>
internal sealed class PatternPreTokenizer(ITextPattern pattern, SplitBehavior behavior, bool invert = false) : PiecewisePreTokenizer
{
    public override bool EndsPiecesAtCuts =>
        pattern.EndsMatchesAtCuts && (behavior == SplitBehavior.Isolated || (behavior == SplitBehavior.Removed && invert));

    protected override void SplitPiece(PreTokenizedText text, int start, int end)
    {
        ReadOnlySpan<char> piece = text.Text.Text[start..end];
        MatchSplitter splitter = new(text, behavior, invert);
        var matches = text.Text.Matches;
        pattern.FindAll(piece, matches);
        int previous = 0;
        foreach ((int matchStart, int matchEnd) in matches.Items)
        {
            if (previous != matchStart)
            {
                splitter.Add(start + previous, start + matchStart, isMatch: false);
            }

            splitter.Add(start + matchStart, start + matchEnd, isMatch: true);
            previous = matchEnd;
        }

        if (previous != piece.Length)
        {
            splitter.Add(start + previous, end, isMatch: false);
        }

        splitter.Finish();
    }
}
