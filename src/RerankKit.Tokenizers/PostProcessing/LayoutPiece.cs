namespace RerankKit.Tokenizers;

/// <summary>One part of a model input: a special token, or all tokens of one of the texts.</summary>
/// <param name="Sequence">0 for the first text, 1 for the second, <see cref="Special"/> for a special token.</param>
/// <param name="Id">The id of the special token.</param>
/// <param name="TypeId">The token type id of all its tokens.</param>
/// <param name="IsMasked">Whether the special tokens mask is 1 here.</param>
internal readonly record struct LayoutPiece(int Sequence, int Id, int TypeId, bool IsMasked)
{
    public const int Special = -1;

    public static LayoutPiece SpecialToken(int id, int typeId = 0) => new(Special, id, typeId, IsMasked: true);

    public static LayoutPiece Text(int sequence, int typeId = 0) => new(sequence, 0, typeId, IsMasked: false);
}
