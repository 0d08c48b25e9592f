using System.Collections.Concurrent;

namespace RerankKit.Tokenizers;

public sealed partial class HuggingFaceTokenizer
{
    // Made when first asked for: our engines bring their own.
    private ConcurrentBag<TokenBuffer> Buffers => field ??= [];

    private ConcurrentBag<TokenBuffer> TrackedBuffers => field ??= [];

    /// <summary>Encodes one text or a pair as the model takes it.</summary>
    /// <param name="textA">The text; of a pair the first one, the query.</param>
    /// <param name="textB">The second text of a pair, the document; null for a single text.</param>
    /// <param name="options">Layout and truncation; without them nothing is cut.</param>
    /// <exception cref="ArgumentException">
    /// <see cref="EncodeOptions.MaxLength"/> is less than the special tokens alone need, or only one text may be cut and it has no room
    /// or is not there.
    /// </exception>
    public TokenizedText Encode(string textA, string? textB = null, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(textA);
        options ??= new();
        var first = Rent(GivesRanges);
        var second = Rent(GivesRanges);
        try
        {
            return Encode(textA, textB, options, first, second);
        }
        finally
        {
            Return(first);
            Return(second);
        }
    }

    private TokenizedText Encode(string textA, string? textB, EncodeOptions options, TokenBuffer first, TokenBuffer second)
    {
        bool isPair = textB is not null;
        int room = Room(options, isPair);
        bool cutsLeft = (options.Side ?? TruncationSide) == TruncationSide.Left;
        Encode(textA, first, isPair || cutsLeft ? int.MaxValue : room);
        (int Count, int Places) a = (first.Count, first.Count);
        (int Count, int Places) b = default;
        if (textB is null)
        {
            a.Places = Truncation.Single(options.Truncation, a.Count, room);
        }
        else
        {
            Encode(textB, second, cutsLeft ? int.MaxValue : Truncation.SecondLimit(options.Truncation, a.Count, room, options.FirstTextShare));
            b.Count = second.Count;
            (a.Places, b.Places) = Truncation.Pair(options.Truncation, a.Count, b.Count, room, options.FirstTextShare);
        }

        Range Kept((int Count, int Places) text) => cutsLeft ? (text.Count - text.Places)..text.Count : 0..text.Places;
        TrimOffsets(textA, first);
        if (textB is not null)
        {
            TrimOffsets(textB, second);
        }

        return Lay(_postProcessor.Layout(isPair, options.AddSpecialTokens), (first, Kept(a)), (second, Kept(b)), a.Places < a.Count || b.Places < b.Count);
    }

    private int Room(EncodeOptions options, bool isPair)
    {
        if (options.MaxLength is not int length)
        {
            return int.MaxValue;
        }

        int special = options.AddSpecialTokens ? SpecialTokenCount(isPair) : 0;
        return length >= special
            ? length - special
            : throw new ArgumentException(
                $"A maximum length of {length} does not hold the {special} special tokens of {(isPair ? "a pair" : "a text")}. Allow at least {special + 1}, or leave the special tokens out.",
                nameof(options));
    }

    private void TrimOffsets(string text, TokenBuffer tokens)
    {
        int found = 0;
        for (int i = 0; i < tokens.Count && _spaces is not null && tokens.TracksOffsets; i++)
        {
            (int Leading, int Trailing) spaces = found < tokens.Found.Count && tokens.Found[found].Index == i
                ? (tokens.Found[found].Leading, tokens.Found[found++].Trailing)
                : _spaces.Of(tokens.Ids[i]);
            if (spaces is (0, 0))
            {
                continue;
            }

            foreach (var trimming in _postProcessor.Trimmings)
            {
                (tokens.Starts[i], tokens.Ends[i]) = trimming.Trim(spaces, i == 0, tokens.Starts[i], tokens.Ends[i], text);
            }
        }
    }

    private TokenizedText Lay(
        ReadOnlySpan<LayoutPiece> layout, (TokenBuffer Tokens, Range Kept) first, (TokenBuffer Tokens, Range Kept) second, bool isTruncated)
    {
        int length = 0;
        foreach (var piece in layout)
        {
            length += piece.Sequence == LayoutPiece.Special ? 1 : (piece.Sequence == 0 ? first : second).Kept.GetOffsetAndLength(int.MaxValue).Length;
        }

        int[] ids = GC.AllocateUninitializedArray<int>(length);
        int[] typeIds = GC.AllocateUninitializedArray<int>(length);
        int[] mask = new int[length];
        var offsets = new (int, int)[length];
        int?[] sequences = new int?[length];
        int at = 0;
        foreach (var piece in layout)
        {
            if (piece.Sequence == LayoutPiece.Special)
            {
                (ids[at], typeIds[at], mask[at]) = (piece.Id, piece.TypeId, piece.IsMasked ? 1 : 0);
                at++;
                continue;
            }

            (var tokens, var kept) = piece.Sequence == 0 ? first : second;
            ReadOnlySpan<int> from = tokens.Ids[kept];
            from.CopyTo(ids.AsSpan(at));
            typeIds.AsSpan(at, from.Length).Fill(piece.TypeId);
            sequences.AsSpan(at, from.Length).Fill(piece.Sequence);
            ReadOnlySpan<int> starts = tokens.Starts[kept];
            ReadOnlySpan<int> ends = tokens.Ends[kept];
            Span<(int, int)> ranges = offsets.AsSpan(at, from.Length);
            for (int i = 0; i < ranges.Length; i++)
            {
                ranges[i] = (starts[i], ends[i]);
            }

            at += from.Length;
        }

        return new(ids, typeIds, mask, GivesRanges ? offsets : null, sequences, isTruncated);
    }

    private TokenBuffer Rent(bool tracksOffsets) => (tracksOffsets ? TrackedBuffers : Buffers).TryTake(out var buffer) ? buffer : new(tracksOffsets);

    private void Return(TokenBuffer buffer) => (buffer.TracksOffsets ? TrackedBuffers : Buffers).Add(buffer);
}
