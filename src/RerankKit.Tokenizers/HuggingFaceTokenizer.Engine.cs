namespace RerankKit.Tokenizers;

public sealed partial class HuggingFaceTokenizer
{
    /// <summary>The tokens of one text, special tokens of the layout not among them. Allocates nothing once the buffer has grown.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Cleared, then filled; not shared between threads.</param>
    /// <param name="limit">
    /// Tokens that matter. If the text has more, at least one more is put into the buffer (so that a cut is seen) and reading may stop
    /// there; the first <paramref name="limit"/> are right in any case.
    /// </param>
    internal void Encode(ReadOnlySpan<char> text, TokenBuffer tokens, int limit = int.MaxValue)
    {
        if (_foreign is null)
        {
            _pipeline.Encode(text, tokens, limit);
        }
        else
        {
            _foreign.Encode(text, tokens);
        }
    }

    /// <summary>An added token by its id; null for an ordinary one.</summary>
    internal AddedToken? FindAdded(int id) => _pipeline.Added.Find(id);

    /// <summary>How many special tokens the layout adds to one text or to a pair.</summary>
    internal int SpecialTokenCount(bool pair) => _postProcessor.SpecialTokenCount(pair);

    /// <summary>Lays out a pair with its special tokens.</summary>
    /// <returns>How many tokens were written: both lengths plus <see cref="SpecialTokenCount"/>, unless the layout repeats or omits a text.</returns>
    internal int Compose(ReadOnlySpan<int> first, ReadOnlySpan<int> second, Span<int> ids, Span<int> typeIds) =>
        Compose(_postProcessor.Layout(isPair: true), first, second, ids, typeIds);

    /// <summary>Lays out one text with its special tokens.</summary>
    /// <returns>How many tokens were written.</returns>
    internal int Compose(ReadOnlySpan<int> only, Span<int> ids, Span<int> typeIds) =>
        Compose(_postProcessor.Layout(isPair: false), only, [], ids, typeIds);

    private static int Compose(ReadOnlySpan<LayoutPiece> layout, ReadOnlySpan<int> first, ReadOnlySpan<int> second, Span<int> ids, Span<int> typeIds)
    {
        int at = 0;
        foreach (var piece in layout)
        {
            if (piece.Sequence == LayoutPiece.Special)
            {
                ids[at] = piece.Id;
                typeIds[at++] = piece.TypeId;
                continue;
            }

            ReadOnlySpan<int> text = piece.Sequence == 0 ? first : second;
            text.CopyTo(ids[at..]);
            typeIds.Slice(at, text.Length).Fill(piece.TypeId);
            at += text.Length;
        }

        return at;
    }
}
