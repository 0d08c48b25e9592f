namespace RerankKit;

/// <summary>One shard of a <see cref="MemoryScoreStore"/>: a table with a clock hand that gives every entry a second chance.</summary>
internal sealed class MemoryScoreShard(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Hash128, int> _index = [];
    private Slot[] _slots = [];
    private int _count;
    private int _hand;
    private int _epoch;
    private long _evictions;

    public int Count => Volatile.Read(ref _count);

    public long Evictions => Volatile.Read(ref _evictions);

    public bool TryGet(in Hash128 key, ulong stamp, long now, out CacheEntry entry)
    {
        lock (_lock)
        {
            if (_index.TryGetValue(key, out int position))
            {
                ref Slot slot = ref _slots[position];
                if (slot.Entry.IsServable(stamp, now))
                {
                    slot.IsReferenced = true;
                    entry = slot.Entry;
                    return true;
                }
            }
        }

        entry = default;
        return false;
    }

    public void Set(in Hash128 key, in CacheEntry entry, long now, int epoch)
    {
        lock (_lock)
        {
            if (epoch != _epoch)
            {
                return;
            }

            if (!_index.TryGetValue(key, out int position))
            {
                position = TakeSlot(now);
                _index.Add(key, position);
                _slots[position] = new() { Key = key };
            }

            _slots[position].Entry = entry;
        }
    }

    public void Clear(int epoch)
    {
        lock (_lock)
        {
            _epoch = epoch;
            _index.Clear();
            _slots = [];
            (_count, _hand) = (0, 0);
        }
    }

    private int TakeSlot(long now)
    {
        if (_count < capacity)
        {
            if (_count == _slots.Length)
            {
                Array.Resize(ref _slots, Math.Min(capacity, Math.Max(16, 2 * _slots.Length)));
            }

            return _count++;
        }

        while (true)
        {
            int position = _hand;
            _hand = (_hand + 1) % capacity;
            ref Slot slot = ref _slots[position];
            if (!slot.IsReferenced || slot.Entry.ExpiresAt <= now)
            {
                _index.Remove(slot.Key);
                _evictions++;
                return position;
            }

            slot.IsReferenced = false;
        }
    }

    private struct Slot
    {
        public Hash128 Key;
        public CacheEntry Entry;
        public bool IsReferenced;
    }
}
