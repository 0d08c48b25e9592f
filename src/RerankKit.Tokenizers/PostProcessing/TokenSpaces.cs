namespace RerankKit.Tokenizers;

/// <summary>How much white space each token of a vocabulary has at its ends, found out once. Thread-safe.</summary>
internal sealed class TokenSpaces(ITokenModel model)
{
    // Leading and trailing, 32 bits each, plus one; 0 where nobody asked yet.
    private long[]? _known;

    /// <summary>The <see cref="OffsetTrimming.Spaces"/> of a token.</summary>
    public (int Leading, int Trailing) Of(int id)
    {
        long[] all = _known ??= new long[model.VocabularySize];
        long known = all[id];
        if (known == 0)
        {
            (int leading, int trailing) = OffsetTrimming.Spaces(model.IdToToken(id));
            all[id] = known = ((long)leading << 32 | (uint)trailing) + 1;
        }

        return ((int)(known - 1 >> 32), (int)(known - 1));
    }
}
