using RerankKit.LateInteraction;

namespace RerankKit.Sqlite;

/// <summary>The token vectors of one revision in a database.</summary>
/// <param name="database">The database; not owned.</param>
/// <param name="record">The revision's row.</param>
/// <param name="codec">Its codec.</param>
/// <param name="hotBytes">The budget of the documents kept in memory.</param>
internal sealed partial class SqliteTokenVectorStore(RerankDatabase database, RevisionRecord record, TokenVectorCodec codec, long hotBytes) : ITokenVectorStore
{
    private readonly HotVectors _hot = new(hotBytes);
    private volatile bool _isDisposed;

    public string Revision => record.Name;

    public TokenVectorCodec Codec => codec;

    public async ValueTask<StoredTokenVectors> ReadAsync(IReadOnlyList<TokenVectorKey> keys, CancellationToken cancellationToken = default)
    {
        CheckKeys(keys);
        return keys.Count == 0
            ? new([])
            : await database.ReadAsync(connection => Read(connection, keys, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool[]> ContainsAsync(IReadOnlyList<TokenVectorKey> keys, CancellationToken cancellationToken = default)
    {
        CheckKeys(keys);
        return keys.Count == 0 ? [] : await database.ReadAsync(connection => Contains(connection, keys), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<TokenVectorStoreStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return await database.ReadAsync(connection => RevisionRecord.Count(connection, record.Row, codec.BytesPerToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops the documents kept in memory. The database stays open.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _hot.Clear();
    }

    private StoredTokenVectors Read(SqliteConnection connection, IReadOnlyList<TokenVectorKey> keys, CancellationToken cancellationToken)
    {
        var documents = new ReadOnlyMemory<byte>?[keys.Count];
        long generation = RevisionRecord.GenerationOf(connection, record.Row);
        _hot.Find(generation, keys, documents);
        var blocks = new VectorBlocks();
        try
        {
            using var reader = new DocumentReader(connection, record.Row, codec.BytesPerToken);
            for (int i = 0; i < documents.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                TokenVectorKey key = keys[i];
                if (documents[i] is not null || !reader.TryFind(key.Id, out DocumentRow row) || row.Hash != key.ContentHash)
                {
                    continue;
                }

                int length = reader.MoveTo(key.Id, row);
                byte[]? kept = _hot.Admits(generation, key, length) ? GC.AllocateUninitializedArray<byte>(length) : null;
                Memory<byte> memory = kept ?? blocks.Take(length);
                reader.Read(key, row, memory.Span);
                documents[i] = memory;
                if (kept is not null)
                {
                    _hot.Set(generation, key, kept);
                }
            }

            return new(documents, blocks);
        }
        catch
        {
            blocks.Dispose();
            throw;
        }
    }

    private bool[] Contains(SqliteConnection connection, IReadOnlyList<TokenVectorKey> keys)
    {
        using var reader = new DocumentReader(connection, record.Row, codec.BytesPerToken);
        return [.. keys.Select(key => reader.TryFind(key.Id, out DocumentRow row) && row.Hash == key.ContentHash)];
    }

    private void CheckKeys(IReadOnlyList<TokenVectorKey> keys)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(keys);
        for (int i = 0; i < keys.Count; i++)
        {
            if (keys[i].Id is null)
            {
                throw new ArgumentException($"Key {i} has no id (null). Where a candidate has none, TokenVectorKey.OfText makes one of its text.", nameof(keys));
            }
        }
    }
}
