namespace RerankKit.LateInteraction;

/// <summary>
/// Encoded documents in memory, within a budget of bytes: a clock hand gives every document a second chance, and those not asked for lately make
/// room. Not thread-safe.
/// </summary>
/// <param name="maxBytes">The budget, as <see cref="CostOf"/> counts; <see cref="long.MaxValue"/> for none.</param>
/// <param name="isSelective">
/// Whether a document for which others would have to make room is only kept when it comes the second time: what is read once then displaces nothing.
/// </param>
internal sealed class TokenVectorTable(long maxBytes, bool isSelective = false)
{
    private const int Overhead = 128;
    private const int WaitingCount = 4096;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly Stack<int> _free = new();
    private readonly int[] _waiting = isSelective ? new int[WaitingCount] : [];
    private Slot[] _slots = [];
    private int _end;
    private int _hand;

    /// <summary>Documents held.</summary>
    public int Count => _index.Count;

    /// <summary>What they cost of the budget.</summary>
    public long Cost { get; private set; }

    /// <summary>Bytes of their vectors.</summary>
    public long Bytes { get; private set; }

    /// <summary>What a document takes of the budget: its vectors, its id, and a fixed share of the tables.</summary>
    public static long CostOf(string id, int length) => length + (sizeof(char) * (long)id.Length) + Overhead;

    public bool TryGet(in TokenVectorKey key, out ReadOnlyMemory<byte> bytes)
    {
        if (_index.TryGetValue(key.Id, out int position) && _slots[position].Hash == key.ContentHash)
        {
            _slots[position].IsReferenced = true;
            bytes = _slots[position].Bytes;
            return true;
        }

        bytes = default;
        return false;
    }

    public bool Contains(in TokenVectorKey key) => _index.TryGetValue(key.Id, out int position) && _slots[position].Hash == key.ContentHash;

    /// <summary>Whether <see cref="Set"/> would keep a document now, were it asked.</summary>
    public bool Admits(in TokenVectorKey key, int length)
    {
        long cost = CostOf(key.Id, length);
        if (cost > maxBytes)
        {
            return false;
        }

        if (!isSelective || Cost + cost <= maxBytes)
        {
            return true;
        }

        ref int waiting = ref _waiting[(int)((ulong)key.ContentHash % WaitingCount)];
        int mark = key.GetHashCode() | 1;
        bool isKnown = waiting == mark;
        waiting = mark;
        return isKnown;
    }

    /// <summary>Keeps a document in the place of the one with its id; others make room for it. It has to fit the budget by itself.</summary>
    public void Set(in TokenVectorKey key, byte[] bytes)
    {
        Remove(key.Id);
        long cost = CostOf(key.Id, bytes.Length);
        while (Cost > maxBytes - cost)
        {
            EvictOne();
        }

        int position = _free.TryPop(out int free) ? free : Append();
        _slots[position] = new() { Id = key.Id, Hash = key.ContentHash, Bytes = bytes };
        _index.Add(key.Id, position);
        Cost += cost;
        Bytes += bytes.Length;
    }

    public bool Remove(string id)
    {
        if (!_index.Remove(id, out int position))
        {
            return false;
        }

        int length = _slots[position].Bytes.Length;
        _slots[position] = default;
        _free.Push(position);
        Cost -= CostOf(id, length);
        Bytes -= length;
        return true;
    }

    public void Clear()
    {
        _index.Clear();
        _free.Clear();
        _slots = [];
        (_end, _hand, Cost, Bytes) = (0, 0, 0, 0);
    }

    private int Append()
    {
        if (_end == _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(16, 2 * _slots.Length));
        }

        return _end++;
    }

    private void EvictOne()
    {
        while (true)
        {
            _hand = _hand + 1 < _end ? _hand + 1 : 0;
            ref Slot slot = ref _slots[_hand];
            if (slot.Id is null)
            {
                continue;
            }

            if (!slot.IsReferenced)
            {
                Remove(slot.Id);
                return;
            }

            slot.IsReferenced = false;
        }
    }

    private struct Slot
    {
        public string? Id;
        public UInt128 Hash;
        public byte[] Bytes;
        public bool IsReferenced;
    }
}
