using RerankKit.LateInteraction;

namespace RerankKit.Sqlite;

/// <summary>The documents of a revision that are asked for most, in memory. Thread-safe.</summary>
/// <remarks>
/// It never serves what the reader's snapshot does not have, whichever process changed it: what is kept belongs to one generation of the revision, which
/// every read looks up. Documents that are only added leave the generation as it is.
/// </remarks>
internal sealed class HotVectors(long maxBytes)
{
    private readonly Lock _lock = new();
    private readonly TokenVectorTable _table = new(maxBytes, isSelective: true);
    private long _generation = -1;

    /// <summary>Takes what is kept of the reader's generation.</summary>
    public void Find(long generation, IReadOnlyList<TokenVectorKey> keys, ReadOnlyMemory<byte>?[] documents)
    {
        lock (_lock)
        {
            if (generation > _generation)
            {
                _table.Clear();
                _generation = generation;
            }

            if (generation != _generation || _table.Count == 0)
            {
                return;
            }

            for (int i = 0; i < documents.Length; i++)
            {
                if (_table.TryGet(keys[i], out ReadOnlyMemory<byte> bytes))
                {
                    documents[i] = bytes;
                }
            }
        }
    }

    /// <summary>Whether a document that was not here shall be kept.</summary>
    public bool Admits(long generation, in TokenVectorKey key, int length)
    {
        lock (_lock)
        {
            return generation == _generation && _table.Admits(key, length);
        }
    }

    /// <summary>Keeps a document, unless the revision has changed since it was read.</summary>
    public void Set(long generation, in TokenVectorKey key, byte[] bytes)
    {
        lock (_lock)
        {
            if (generation == _generation)
            {
                _table.Set(key, bytes);
            }
        }
    }

    /// <summary>Drops what this store has changed itself, and keeps the rest.</summary>
    public void Advance(long generation, IEnumerable<string> changedIds)
    {
        lock (_lock)
        {
            // Where another writer came between, the next read clears.
            if (generation == _generation + 1)
            {
                foreach (string id in changedIds)
                {
                    _table.Remove(id);
                }

                _generation = generation;
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _table.Clear();
        }
    }
}
