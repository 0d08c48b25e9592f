using System.Numerics;

namespace RerankKit;

/// <summary>Scores in memory: a bounded table in shards of their own lock, in which the entries not asked for lately make room.</summary>
internal sealed class MemoryScoreStore
{
    private const int MaxShards = 64;
    private const int MinShardCapacity = 1024;
    private readonly MemoryScoreShard[] _shards;
    private int _epoch;

    /// <summary>Makes an empty store that grows as it fills.</summary>
    /// <param name="capacity">Entries it holds at most; 1 or more.</param>
    public MemoryScoreStore(int capacity)
    {
        int count = Math.Min(MaxShards, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, (capacity / MinShardCapacity / 2) + 1)));
        _shards = [.. Enumerable.Range(0, count).Select(i => new MemoryScoreShard((capacity / count) + (i < capacity % count ? 1 : 0)))];
    }

    /// <summary>Grows with every <see cref="Clear"/>. What was computed in an earlier epoch is not stored any more.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>Entries held, expired ones included.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>Entries that made room for others so far.</summary>
    public long Evictions => _shards.Sum(shard => shard.Evictions);

    public bool TryGet(in Hash128 key, ulong stamp, long now, out CacheEntry entry) => ShardOf(key).TryGet(key, stamp, now, out entry);

    /// <summary>Stores an entry, unless the store was cleared since <paramref name="epoch"/>.</summary>
    public void Set(in Hash128 key, in CacheEntry entry, long now, int epoch) => ShardOf(key).Set(key, entry, now, epoch);

    public void Clear()
    {
        int epoch = Interlocked.Increment(ref _epoch);
        foreach (MemoryScoreShard shard in _shards)
        {
            shard.Clear(epoch);
        }
    }

    // The lower half is the hash code within a shard; the shard is chosen by bits of the upper half.
    private MemoryScoreShard ShardOf(in Hash128 key) => _shards[(int)key.High & (_shards.Length - 1)];
}
