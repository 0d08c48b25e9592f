namespace RerankKit;

/// <summary>One candidate of a call: its key, what its entry must be stamped with, and the entry, if there is one.</summary>
internal struct CachedPair
{
    public Hash128 Key;
    public ulong Stamp;
    public CacheEntry Entry;
}
