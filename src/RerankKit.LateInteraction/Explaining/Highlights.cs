namespace RerankKit.LateInteraction;

/// <summary>Turns weights of tokens into parts of the text.</summary>
internal static class Highlights
{
    /// <summary>The spans of the tokens that have a weight; tokens that touch or overlap are one span.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Its tokens, within the text.</param>
    /// <param name="weights">One weight per token, none negative.</param>
    public static IReadOnlyList<HighlightedSpan> Of(string text, IReadOnlyList<EncodedToken> tokens, ReadOnlySpan<double> weights)
    {
        var spans = new List<HighlightedSpan>();
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0 && tokens[i].Length > 0)
            {
                (int start, int end) = WholeCharacters(text, tokens[i].Start, tokens[i].Start + tokens[i].Length);
                spans.Add(new(start, end - start, weights[i]));
            }
        }

        spans.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var merged = new List<HighlightedSpan>(spans.Count);
        double strongest = 0;
        foreach (HighlightedSpan span in spans)
        {
            if (merged.Count > 0 && span.Start <= merged[^1].Start + merged[^1].Length)
            {
                HighlightedSpan last = merged[^1];
                int end = Math.Max(last.Start + last.Length, span.Start + span.Length);
                merged[^1] = new(last.Start, end - last.Start, last.Weight + span.Weight);
            }
            else
            {
                merged.Add(span);
            }

            strongest = Math.Max(strongest, merged[^1].Weight);
        }

        for (int i = 0; i < merged.Count; i++)
        {
            merged[i] = merged[i] with { Weight = merged[i].Weight / strongest };
        }

        return merged;
    }

    // Tokens of bytes may begin or end within a character.
    private static (int Start, int End) WholeCharacters(string text, int start, int end) =>
        (SplitsPair(text, start) ? start - 1 : start, SplitsPair(text, end) ? end + 1 : end);

    private static bool SplitsPair(string text, int position) =>
        position > 0 && position < text.Length && char.IsHighSurrogate(text[position - 1]) && char.IsLowSurrogate(text[position]);
}
