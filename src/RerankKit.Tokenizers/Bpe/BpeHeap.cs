namespace RerankKit.Tokenizers;

/// <summary>A binary heap of pairs: the lowest rank first, of equal ranks the leftmost.</summary>
internal ref struct BpeHeap(Span<ulong> memory)
{
    private readonly Span<ulong> _items = memory;
    private int _count;

    /// <summary>Adds a pair before <see cref="Order"/>.</summary>
    public void Add(int rank, int place) => _items[_count++] = ((ulong)(uint)rank << 32) | (uint)place;

    /// <summary>Makes a heap of what was added, in linear time.</summary>
    public readonly void Order()
    {
        for (int i = (_count / 2) - 1; i >= 0; i--)
        {
            Sink(i, _items[i]);
        }
    }

    /// <summary>Adds a pair to the ordered heap; one that does not merge is left out.</summary>
    public void Push(int rank, int place)
    {
        if (rank == MergeTable.NoRank)
        {
            return;
        }

        ulong item = ((ulong)(uint)rank << 32) | (uint)place;
        int at = _count++;
        while (at > 0 && item < _items[(at - 1) / 2])
        {
            _items[at] = _items[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _items[at] = item;
    }

    /// <summary>Takes the first pair; false when none is left.</summary>
    public bool TryPop(out int rank, out int place)
    {
        if (_count == 0)
        {
            rank = 0;
            place = 0;
            return false;
        }

        ulong item = _items[0];
        rank = (int)(item >> 32);
        place = (int)(uint)item;
        ulong last = _items[--_count];
        if (_count > 0)
        {
            Sink(0, last);
        }

        return true;
    }

    private readonly void Sink(int at, ulong item)
    {
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && _items[child + 1] < _items[child])
            {
                child++;
            }

            if (_items[child] >= item)
            {
                break;
            }

            _items[at] = _items[child];
            at = child;
        }

        _items[at] = item;
    }
}
