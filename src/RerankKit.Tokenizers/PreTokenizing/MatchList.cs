namespace RerankKit.Tokenizers;

/// <summary>The matches of a pattern in a text, kept from call to call by its owner. Not thread-safe.</summary>
internal sealed class MatchList
{
    private (int Start, int End)[] _matches = new (int, int)[64];
    private int _count;

    public ReadOnlySpan<(int Start, int End)> Items => _matches.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public void Add(int start, int end)
    {
        if (_count == _matches.Length)
        {
            Array.Resize(ref _matches, _count * 2);
        }

        _matches[_count++] = (start, end);
    }
}
