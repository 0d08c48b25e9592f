namespace RerankKit.Models;

/// <summary>Buffers of one thread that encodes. Not thread-safe.</summary>
/// <param name="rows">The number of tokens in the vocabulary.</param>
internal sealed class StaticTokenScratch(int rows)
{
    private readonly int[] _lastSeen = new int[rows];
    private readonly int[] _frequencies = new int[rows];
    private int[] _positions = new int[256];
    private int _text;

    /// <summary>The tokens of a text.</summary>
    public TokenBuffer Tokens { get; } = new();

    /// <summary>How many tokens of the text that was chosen from last have a weight.</summary>
    public int Length { get; private set; }

    /// <summary>How often a token that was chosen occurs in that text.</summary>
    public int Frequency(int id) => _frequencies[id];

    /// <summary>The positions of the tokens that have a weight, and where <paramref name="distinct"/> is asked for, of each the first.</summary>
    public ReadOnlySpan<int> Choose(ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, bool distinct)
    {
        if (_positions.Length < ids.Length)
        {
            _positions = new int[Math.Max(ids.Length, _positions.Length * 2)];
        }

        // Numbering the texts saves clearing the list of what was seen.
        if (++_text == int.MaxValue)
        {
            Array.Clear(_lastSeen);
            _text = 1;
        }

        Length = 0;
        int count = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            int id = ids[i];
            if (!(weights[id] > 0))
            {
                continue;
            }

            bool isFirst = _lastSeen[id] != _text;
            _lastSeen[id] = _text;
            _frequencies[id] = isFirst ? 1 : _frequencies[id] + 1;
            Length++;
            if (isFirst || !distinct)
            {
                _positions[count++] = i;
            }
        }

        return _positions.AsSpan(0, count);
    }
}
