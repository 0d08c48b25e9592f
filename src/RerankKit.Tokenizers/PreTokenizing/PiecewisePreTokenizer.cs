namespace RerankKit.Tokenizers;

/// <summary>A pre-tokenizer that cuts every piece by itself and leaves the text as it is.</summary>
internal abstract class PiecewisePreTokenizer : IPreTokenizer
{
    public virtual bool EndsPiecesAtCuts => false;

    public void Split(PreTokenizedText text)
    {
        text.BeginSplit();
        foreach (var piece in text.Pieces)
        {
            if (piece.IsToken)
            {
                text.KeepPiece(piece);
            }
            else
            {
                SplitPiece(text, piece.Start, piece.End);
            }
        }

        text.EndSplit();
    }

    /// <summary>Adds the parts of the range from <paramref name="start"/> to <paramref name="end"/>, which is not empty.</summary>
    protected abstract void SplitPiece(PreTokenizedText text, int start, int end);
}
