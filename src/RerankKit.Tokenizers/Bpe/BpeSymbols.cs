using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>The symbols of one piece, first as it is spelled and then merged, in working memory of the caller.</summary>
internal ref partial struct BpeSymbols
{
    private readonly Span<int> _memory;
    private readonly int _capacity;
    private int _unknownStart;
    private int _unknownEnd;
    private bool _hasUnknown;

    /// <summary>Makes room for a number of symbols.</summary>
    public BpeSymbols(int capacity, ModelScratch scratch)
    {
        _capacity = capacity;
        _memory = scratch.Integers(5 * _capacity);
    }

    /// <summary>How many symbols there are.</summary>
    public int Count { get; private set; }

    /// <summary>What each symbol is.</summary>
    public readonly Span<int> Ids => _memory[.._capacity];

    /// <summary>Where each begins in the piece.</summary>
    public readonly Span<int> Starts => _memory.Slice(_capacity, _capacity);

    /// <summary>Where each ends.</summary>
    public readonly Span<int> Ends => _memory.Slice(2 * _capacity, _capacity);

    public void Add(int id, int start, int end)
    {
        int count = Count;
        Ids[count] = id;
        Starts[count] = start;
        Ends[count] = end;
        Count = count + 1;
    }

    /// <summary>Adds the byte tokens of a text, or none and false when one is lacking.</summary>
    public bool TryAddBytes(int[] byteIds, scoped ReadOnlySpan<char> text, int start, int end)
    {
        int before = Count;
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            foreach (byte value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                if (byteIds[value] < 0)
                {
                    Count = before;
                    return false;
                }

                Add(byteIds[value], start, end);
            }
        }

        return true;
    }

    /// <summary>Holds an unknown symbol back until it is known whether more follow.</summary>
    public void AddUnknown(int unknownId, int start, int end, bool fuse)
    {
        if (unknownId < 0)
        {
            return;
        }

        if (_hasUnknown && fuse)
        {
            _unknownEnd = end;
            return;
        }

        FlushUnknown(unknownId);
        _hasUnknown = true;
        _unknownStart = start;
        _unknownEnd = end;
    }

    /// <summary>Adds the unknown symbol held back.</summary>
    public void FlushUnknown(int unknownId)
    {
        if (_hasUnknown)
        {
            _hasUnknown = false;
            Add(unknownId, _unknownStart, _unknownEnd);
        }
    }

    /// <summary>Adds the symbols as tokens of a text in which the piece begins at <paramref name="start"/>.</summary>
    public readonly void CopyTo(int start, TokenBuffer tokens)
    {
        for (int i = 0; i < Count; i++)
        {
            tokens.Add(Ids[i], start + Starts[i], start + Ends[i]);
        }
    }
}
