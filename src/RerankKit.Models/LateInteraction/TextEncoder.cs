using System.Buffers;

namespace RerankKit.Models;

/// <summary>Lays out a text as its role has it: special tokens, the marker, the tokens that fill it up.</summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="layout">The role's layout.</param>
/// <param name="maxTokens">The longest sequence of this call.</param>
internal sealed class TextEncoder(HuggingFaceTokenizer tokenizer, TextLayout layout, int maxTokens) : ISequenceEncoder
{
    private readonly int _room = maxTokens - layout.Overhead(tokenizer);

    /// <inheritdoc/>
    public bool Encode(string text, SequenceScratch scratch)
    {
        TokenBuffer tokens = scratch.Tokens;
        Tokenize(text, tokens);
        int kept = Math.Min(tokens.Count, _room);
        int length = layout.Overhead(tokenizer) + kept;
        scratch.Reserve(Math.Max(length, layout.FilledLength));
        ReadOnlySpan<int> ids = tokenizer.TruncationSide == TruncationSide.Right ? tokens.Ids[..kept] : tokens.Ids[^kept..];
        tokenizer.Compose(ids, scratch.IdBuffer, scratch.TypeIdBuffer);
        scratch.Length = Fill(scratch, length);
        return kept < tokens.Count;
    }

    /// <summary>The same tokens with the parts of the text that they stand for.</summary>
    /// <returns>Id, spelling and place of each token of the sequence.</returns>
    public List<(int Id, EncodedToken Token)> Describe(string text)
    {
        string prepared = layout.Prefix + (layout.LowersCase ? text.ToLowerInvariant() : text);
        TokenizedText tokens = tokenizer.Encode(prepared, null, new() { MaxLength = maxTokens - (layout.MarkerId is null ? 0 : 1) });
        List<(int, EncodedToken)> described = new(Math.Max(tokens.Ids.Count + 1, layout.FilledLength));
        for (int i = 0; i < tokens.Ids.Count; i++)
        {
            // Of a token that reaches from the prefix into the text, the part in the text.
            int start = Math.Max(tokens.Offsets[i].Start - layout.Prefix.Length, 0);
            int end = Math.Max(tokens.Offsets[i].End - layout.Prefix.Length, start);
            bool isText = tokens.SpecialTokensMask[i] == 0 && end > start;
            described.Add(Token(tokens.Ids[i], isText ? start : 0, isText ? end - start : 0));
        }

        if (layout.MarkerId is int marker)
        {
            described.Insert(Math.Min(layout.MarkerPlace, described.Count), Token(marker, 0, 0));
        }

        while (described.Count < layout.FilledLength)
        {
            described.Add(Token(layout.FillId, 0, 0));
        }

        return described;
    }

    private (int Id, EncodedToken Token) Token(int id, int start, int length) => (id, new(tokenizer.IdToToken(id) ?? "", start, length));

    private void Tokenize(string text, TokenBuffer tokens)
    {
        // One token more than can matter tells whether anything was cut.
        int limit = tokenizer.TruncationSide == TruncationSide.Right ? _room : int.MaxValue;
        if (layout.Prefix.Length == 0 && !layout.LowersCase)
        {
            tokenizer.Encode(text, tokens, limit);
            return;
        }

        int length = layout.Prefix.Length + text.Length;
        char[] prepared = ArrayPool<char>.Shared.Rent(length);
        layout.Prefix.CopyTo(prepared);
        Span<char> target = prepared.AsSpan(layout.Prefix.Length, text.Length);
        if (layout.LowersCase)
        {
            text.AsSpan().ToLowerInvariant(target);
        }
        else
        {
            text.CopyTo(target);
        }

        tokenizer.Encode(prepared.AsSpan(0, length), tokens, limit);
        ArrayPool<char>.Shared.Return(prepared);
    }

    private int Fill(SequenceScratch scratch, int length)
    {
        if (layout.MarkerId is int marker)
        {
            int place = Math.Min(layout.MarkerPlace, length - 1);
            int after = length - 1 - place;
            scratch.IdBuffer.Slice(place, after).CopyTo(scratch.IdBuffer[(place + 1)..]);
            scratch.TypeIdBuffer.Slice(place, after).CopyTo(scratch.TypeIdBuffer[(place + 1)..]);
            scratch.IdBuffer[place] = marker;
            scratch.TypeIdBuffer[place] = 0;
        }

        int filled = Math.Max(length, layout.FilledLength);
        scratch.IdBuffer[length..filled].Fill(layout.FillId);
        scratch.TypeIdBuffer[length..filled].Fill(layout.IsFillAttended ? 0 : TokenArena.Unattended);
        return filled;
    }
}
