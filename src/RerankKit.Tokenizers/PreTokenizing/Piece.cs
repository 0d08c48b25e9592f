namespace RerankKit.Tokenizers;

/// <summary>A range of normalised text, in UTF-16 units, and the added token it is, if it is one.</summary>
internal readonly record struct Piece(int Start, int End, int TokenId)
{
    /// <summary>The <see cref="TokenId"/> of a piece that the model has yet to cut.</summary>
    public const int NoToken = -1;

    public bool IsToken => TokenId >= 0;
}
