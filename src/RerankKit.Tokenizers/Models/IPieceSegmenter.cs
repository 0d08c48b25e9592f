namespace RerankKit.Tokenizers;

/// <summary>Cuts a piece that a <see cref="PieceCache"/> does not know.</summary>
internal interface IPieceSegmenter
{
    /// <summary>Appends the tokens of a piece.</summary>
    /// <param name="piece">Not empty, and without unpaired surrogates.</param>
    /// <param name="start">Where it begins in the normalised text.</param>
    /// <param name="tokens">Receives the tokens.</param>
    void Segment(ReadOnlySpan<char> piece, int start, TokenBuffer tokens);
}
