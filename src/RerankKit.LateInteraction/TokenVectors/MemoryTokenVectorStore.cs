namespace RerankKit.LateInteraction;

/// <summary>Keeps token vectors in this process's memory. Thread-safe; a read sees all of a write or nothing of it.</summary>
/// <remarks>
/// Reading copies nothing. With a byte budget it is a cache: documents that were not read lately make room for new ones, and come back when they are
/// encoded again.
/// </remarks>
public sealed class MemoryTokenVectorStore : ITokenVectorStore
{
    private readonly Lock _lock = new();
    private readonly TokenVectorTable _table;
    private readonly long _maxBytes;
    private bool _isDisposed;

    /// <summary>Makes an empty store.</summary>
    /// <param name="revision">The revision of the encoder whose vectors are kept: <see cref="MultiVectorEncoderMetadata.Revision"/>.</param>
    /// <param name="codec">How vectors are kept; it gives the dimension too.</param>
    /// <param name="maxBytes">
    /// The budget: bytes of encoded vectors and ids, and 128 for each document; at least 1. Null, the default, for no limit.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="revision"/> is blank.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is less than 1.</exception>
    public MemoryTokenVectorStore(string revision, TokenVectorCodec codec, long? maxBytes = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(revision);
        ArgumentNullException.ThrowIfNull(codec);
        if (maxBytes < 1)
        {
            throw Throw.OutOfRange(maxBytes, "1 byte or more, or null for no limit", nameof(maxBytes));
        }

        Revision = revision;
        Codec = codec;
        _maxBytes = maxBytes ?? long.MaxValue;
        _table = new(_maxBytes);
    }

    /// <inheritdoc/>
    public string Revision { get; }

    /// <inheritdoc/>
    public TokenVectorCodec Codec { get; }

    /// <inheritdoc/>
    public ValueTask<StoredTokenVectors> ReadAsync(IReadOnlyList<TokenVectorKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        var documents = new ReadOnlyMemory<byte>?[keys.Count];
        lock (_lock)
        {
            ThrowIfDisposed();
            for (int i = 0; i < documents.Length; i++)
            {
                if (_table.TryGet(keys[i], out ReadOnlyMemory<byte> bytes))
                {
                    documents[i] = bytes;
                }
            }
        }

        return ValueTask.FromResult(new StoredTokenVectors(documents));
    }

    /// <inheritdoc/>
    public ValueTask<bool[]> ContainsAsync(IReadOnlyList<TokenVectorKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        bool[] found = new bool[keys.Count];
        lock (_lock)
        {
            ThrowIfDisposed();
            for (int i = 0; i < found.Length; i++)
            {
                found[i] = _table.Contains(keys[i]);
            }
        }

        return ValueTask.FromResult(found);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// An entry's vectors have another dimension than the store's, are not finite, or are more than the whole budget.
    /// </exception>
    public ValueTask WriteAsync(IReadOnlyList<TokenVectorEntry> entries, CancellationToken cancellationToken = default)
    {
        EntryEncoding.Check(Codec, entries);
        byte[][] encoded = new byte[entries.Count][];
        for (int i = 0; i < encoded.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TokenVectorEntry entry = entries[i];
            int length = EntryEncoding.LengthOf(Codec, entry);
            if (TokenVectorTable.CostOf(entry.Key.Id, length) > _maxBytes)
            {
                throw new ArgumentException(
                    $"Document '{entry.Key.Id}' takes {TokenVectorTable.CostOf(entry.Key.Id, length)} bytes, and the whole store may take {_maxBytes}. Raise maxBytes.", nameof(entries));
            }

            encoded[i] = GC.AllocateUninitializedArray<byte>(length);
            EntryEncoding.Encode(Codec, entry, encoded[i]);
        }

        lock (_lock)
        {
            ThrowIfDisposed();
            for (int i = 0; i < encoded.Length; i++)
            {
                _table.Set(entries[i].Key, encoded[i]);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<int> DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        int deleted = 0;
        lock (_lock)
        {
            ThrowIfDisposed();
            foreach (string id in ids)
            {
                deleted += _table.Remove(id) ? 1 : 0;
            }
        }

        return ValueTask.FromResult(deleted);
    }

    /// <inheritdoc/>
    public ValueTask<TokenVectorStoreStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            ThrowIfDisposed();
            return ValueTask.FromResult(new TokenVectorStoreStatistics(_table.Count, _table.Bytes / Codec.BytesPerToken, _table.Bytes));
        }
    }

    /// <summary>Forgets everything. What was read stays valid.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _table.Clear();
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
