namespace RerankKit.Onnx;

/// <summary>Lays one text or a pair out as the model expects it. Immutable and thread-safe.</summary>
/// <param name="single">The parts of an input with one text, special tokens included.</param>
/// <param name="pair">The parts of an input with two texts.</param>
internal sealed class PostProcessor(LayoutPiece[] single, LayoutPiece[] pair)
{
    /// <summary>No special tokens: the first text has type 0, the second type 1.</summary>
    public static PostProcessor None { get; } = new([LayoutPiece.Text(0)], [LayoutPiece.Text(0), LayoutPiece.Text(1, typeId: 1)]);

    public ReadOnlySpan<LayoutPiece> Layout(bool isPair) => isPair ? pair : single;

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
}
