namespace RerankKit.Remote;

/// <summary>The documents of one request.</summary>
internal readonly ref struct DocumentSlice(ReadOnlySpan<RerankCandidate> candidates, ReadOnlySpan<int> positions, int maxCharacters)
{
    private readonly ReadOnlySpan<RerankCandidate> _candidates = candidates;
    private readonly ReadOnlySpan<int> _positions = positions;

    public int Count => _positions.Length;

    /// <summary>A document, cut to what the provider takes.</summary>
    public ReadOnlySpan<char> this[int index]
    {
        get
        {
            ReadOnlySpan<char> text = _candidates[_positions[index]].Text;
            if (text.Length <= maxCharacters)
            {
                return text;
            }

            return text[..(char.IsHighSurrogate(text[maxCharacters - 1]) ? maxCharacters - 1 : maxCharacters)];
        }
    }
}
