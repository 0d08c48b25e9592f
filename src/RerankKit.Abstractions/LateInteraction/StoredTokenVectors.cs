namespace RerankKit;

/// <summary>What a store read for a list of keys. Dispose it when the vectors are no longer used: their memory goes back to a pool.</summary>
/// <remarks>Not thread-safe against its own disposal; reading from several threads is fine.</remarks>
public sealed class StoredTokenVectors : IDisposable
{
    private readonly ReadOnlyMemory<byte>[] _documents;
    private readonly bool[] _found;
    private IDisposable? _owner;

    /// <summary>Makes the answer of a store.</summary>
    /// <param name="documents">Per key the encoded vectors: <c>[tokens * BytesPerToken]</c>; null where the store has none.</param>
    /// <param name="owner">Owns the memory, and is disposed with this object; null when nothing has to be given back.</param>
    public StoredTokenVectors(IReadOnlyList<ReadOnlyMemory<byte>?> documents, IDisposable? owner = null)
    {
        ArgumentNullException.ThrowIfNull(documents);
        _documents = new ReadOnlyMemory<byte>[documents.Count];
        _found = new bool[documents.Count];
        for (int i = 0; i < _documents.Length; i++)
        {
            if (documents[i] is { } document)
            {
                _documents[i] = document;
                _found[i] = true;
                HitCount++;
            }
        }

        _owner = owner;
    }

    /// <summary>How many keys were asked for.</summary>
    public int Count => _documents.Length;

    /// <summary>How many of them the store had.</summary>
    public int HitCount { get; }

    /// <summary>The encoded vectors of one key.</summary>
    /// <param name="index">The key's place in the list that was asked for.</param>
    /// <param name="document">Its bytes, valid until this object is disposed.</param>
    /// <returns>False when the store has none.</returns>
    public bool TryGet(int index, out ReadOnlyMemory<byte> document)
    {
        document = _documents[index];
        return _found[index];
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Dispose();
}
