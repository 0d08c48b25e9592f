namespace RerankKit.Models;

/// <content>From a text to its vectors.</content>
public sealed partial class StaticTokenEncoder
{
    private TokenVectors Encode(string text, TextRole role, MultiVectorEncodeOptions? options, StaticTokenScratch scratch)
    {
        int limit = Math.Min(
            (role == TextRole.Query ? _metadata.MaxQueryTokens : _metadata.MaxDocumentTokens) ?? int.MaxValue,
            options?.MaxTokens ?? int.MaxValue);
        bool distinct = role == TextRole.Document && !_keepsDuplicates && options?.SkipPooling != true;
        if (options?.IncludeTokens == true)
        {
            return EncodeWithTokens(text, role, limit, distinct, scratch);
        }

        _tokenizer.Encode(text, scratch.Tokens, limit);
        bool isTruncated = scratch.Tokens.Count > limit;
        int count = Math.Min(scratch.Tokens.Count, limit);
        ReadOnlySpan<int> scored = scratch.Choose(scratch.Tokens.Ids[..count], _table.Weights, distinct);
        return new(Vectors(scratch.Tokens.Ids, scored, role, scratch), _table.Dimension) { TokenCount = count, IsTruncated = isTruncated };
    }

    private TokenVectors EncodeWithTokens(string text, TextRole role, int limit, bool distinct, StaticTokenScratch scratch)
    {
        TokenizedText tokens = _tokenizer.Encode(
            text, textB: null, new() { AddSpecialTokens = false, MaxLength = limit, Side = TruncationSide.Right });
        int[] ids = [.. tokens.Ids];
        ReadOnlySpan<int> scored = scratch.Choose(ids, _table.Weights, distinct);
        var encoded = new EncodedToken[scored.Length];
        for (int i = 0; i < encoded.Length; i++)
        {
            (int start, int end) = tokens.Offsets[scored[i]];
            encoded[i] = new(_tokenizer.IdToToken(ids[scored[i]]) ?? "", start, end - start);
        }

        return new(Vectors(ids, scored, role, scratch), _table.Dimension)
        {
            Tokens = encoded,
            TokenCount = ids.Length,
            IsTruncated = tokens.IsTruncated,
        };
    }

    private float[] Vectors(ReadOnlySpan<int> ids, ReadOnlySpan<int> scored, TextRole role, StaticTokenScratch scratch)
    {
        int dimension = _table.Dimension;
        StaticTermFrequency? frequency = _table.Info.TermFrequency;
        float[] values = GC.AllocateUninitializedArray<float>(checked(scored.Length * dimension));
        for (int i = 0; i < scored.Length; i++)
        {
            int id = ids[scored[i]];
            float length = role == TextRole.Query ? _table.Weights[id] : frequency?.Length(scratch.Frequency(id), scratch.Length) ?? 1;
            _table.CopyVector(id, length, values.AsSpan(i * dimension, dimension));
        }

        return values;
    }
}
