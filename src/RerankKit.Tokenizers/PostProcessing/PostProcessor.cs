namespace RerankKit.Tokenizers;

/// <summary>Lays one text or a pair out as the model expects it. Immutable and thread-safe.</summary>
internal sealed class PostProcessor
{
    private readonly LayoutPiece[][] _layouts;

    /// <param name="single">The parts of an input with one text, special tokens included.</param>
    /// <param name="pair">The parts of an input with two texts.</param>
    public PostProcessor(LayoutPiece[] single, LayoutPiece[] pair)
        : this([single, pair, TextsOnly(single), TextsOnly(pair)])
    {
    }

    /// <param name="layouts">One text, a pair, then both without special tokens.</param>
    internal PostProcessor(LayoutPiece[][] layouts) => _layouts = layouts;

    /// <summary>No special tokens: the first text has type 0, the second type 1.</summary>
    public static PostProcessor None { get; } = OfTexts([LayoutPiece.Text(0)], [LayoutPiece.Text(0), LayoutPiece.Text(1, typeId: 1)]);

    /// <summary>How white space at the ends of a token is taken out of its range, one after the other; mostly none or one.</summary>
    public OffsetTrimming[] Trimmings { get; init; } = [];

    public ReadOnlySpan<LayoutPiece> Layout(bool isPair, bool addSpecialTokens = true) => _layouts[(isPair ? 1 : 0) + (addSpecialTokens ? 0 : 2)];

    /// <summary>How many tokens are added to one text or to a pair.</summary>
    public int SpecialTokenCount(bool isPair)
    {
        int count = 0;
        foreach (var piece in Layout(isPair))
        {
            count += piece.Sequence == LayoutPiece.Special ? 1 : 0;
        }

        return count;
    }

    private static PostProcessor OfTexts(LayoutPiece[] single, LayoutPiece[] pair) => new([single, pair, single, pair]);

    private static LayoutPiece[] TextsOnly(LayoutPiece[] pieces) => [.. pieces.Where(piece => piece.Sequence != LayoutPiece.Special)];
}
