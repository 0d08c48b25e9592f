using System.Collections.Concurrent;

namespace RerankKit;

/// <summary>
/// The invalidated candidate ids known to this process. Each invalidation begins a new generation of an id, and an entry of an
/// older generation is not served.
/// </summary>
/// <remarks>A generation is the UTC ticks of its beginning, at least one more than the one before. A record is kept for
/// <paramref name="lifetime"/>, longer than anything stored before it lives.</remarks>
internal sealed class IdGenerations(TimeSpan lifetime)
{
    private readonly ConcurrentDictionary<Hash128, Record> _records = new();
    private int _count;

    /// <summary>How long a record is kept.</summary>
    public TimeSpan Lifetime => lifetime;

    /// <summary>How many records there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What identifies an id within its scope.</summary>
    public static Hash128 KeyOf(ulong scopeTag, string id) => Hash128.Of(id).Then((long)scopeTag);

    /// <summary>What an entry of the candidate must be stamped with to be served: its scope in its present generation.</summary>
    public ulong StampOf(ulong scopeTag, string? id, long now) =>
        id is null || Count == 0 ? scopeTag : scopeTag ^ (ulong)GenerationOf(KeyOf(scopeTag, id), now);

    /// <summary>Where the score of a pair is stored: candidates of one text have one place, until one of them is invalidated and has its own.</summary>
    public static Hash128 PlaceOf(Hash128 key, ulong scopeTag, ulong stamp) => stamp == scopeTag ? key : key.Then((long)stamp);

    /// <summary>The present generation; 0 when the id was never invalidated.</summary>
    public long GenerationOf(Hash128 key, long now) =>
        Count > 0 && _records.TryGetValue(key, out Record record) && record.ExpiresAt > now ? record.Generation : 0;

    /// <summary>Takes note of a generation, unless a later one is known.</summary>
    /// <returns>The later of the two.</returns>
    public long Learn(Hash128 key, long generation, long now)
    {
        var learned = new Record(generation, now + lifetime.Ticks);
        Record record = _records.AddOrUpdate(
            key,
            static (_, learned) => learned,
            static (_, known, learned) => known.Generation > learned.Generation ? known : learned,
            learned);
        Volatile.Write(ref _count, _records.Count);
        return record.Generation;
    }

    /// <summary>Drops the records whose time is over.</summary>
    public void Purge(long now)
    {
        foreach (KeyValuePair<Hash128, Record> record in _records)
        {
            if (record.Value.ExpiresAt <= now)
            {
                _records.TryRemove(record);
            }
        }

        Volatile.Write(ref _count, _records.Count);
    }

    /// <summary>Drops all records. Whoever calls it has cleared the entries first.</summary>
    public void Clear()
    {
        _records.Clear();
        Volatile.Write(ref _count, 0);
    }

    private readonly record struct Record(long Generation, long ExpiresAt);
}
