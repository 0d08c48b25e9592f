using RerankKit.LateInteraction;

namespace RerankKit.Sqlite;

/// <content>Writing and deleting: one transaction a call.</content>
internal sealed partial class SqliteTokenVectorStore
{
    public async ValueTask WriteAsync(IReadOnlyList<TokenVectorEntry> entries, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        EntryEncoding.Check(codec, entries);
        if (entries.Count == 0)
        {
            return;
        }

        using var blocks = new VectorBlocks();
        var encoded = new ReadOnlyMemory<byte>[entries.Count];

        // Encoded before the database is locked: a trained codec takes its time.
        await Task.Run(() => Encode(entries, encoded, blocks, cancellationToken), cancellationToken).ConfigureAwait(false);
        long? generation = await database.WriteAsync(
            connection => Change(connection, writer =>
            {
                for (int i = 0; i < encoded.Length; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    writer.Write(entries[i].Key, encoded[i].Span);
                }
            }),
            cancellationToken).ConfigureAwait(false);
        if (generation is { } changed)
        {
            _hot.Advance(changed, entries.Select(entry => entry.Key.Id));
        }
    }

    public async ValueTask<int> DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(ids);
        for (int i = 0; i < ids.Count; i++)
        {
            if (ids[i] is null)
            {
                throw new ArgumentException($"Id {i} is null.", nameof(ids));
            }
        }

        if (ids.Count == 0)
        {
            return 0;
        }

        int deleted = 0;
        long? generation = await database.WriteAsync(
            connection => Change(connection, writer =>
            {
                foreach (string id in ids)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    deleted += writer.Delete(id) ? 1 : 0;
                }
            }),
            cancellationToken).ConfigureAwait(false);
        if (generation is { } changed)
        {
            _hot.Advance(changed, ids);
        }

        return deleted;
    }

    private void Encode(IReadOnlyList<TokenVectorEntry> entries, ReadOnlyMemory<byte>[] encoded, VectorBlocks blocks, CancellationToken cancellationToken)
    {
        for (int i = 0; i < encoded.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Memory<byte> memory = blocks.Take(EntryEncoding.LengthOf(codec, entries[i]));
            EntryEncoding.Encode(codec, entries[i], memory.Span);
            encoded[i] = memory;
        }
    }

    /// <summary>Changes documents; returns the revision's new generation where what readers may have kept was displaced.</summary>
    private long? Change(SqliteConnection connection, Action<DocumentWriter> change)
    {
        long generation = RevisionRecord.GenerationOf(connection, record.Row);
        if (generation < 0)
        {
            throw new InvalidOperationException($"The revision '{Revision}' was deleted from {database.Path} after this store was opened. Open it anew.");
        }

        var writer = new DocumentWriter(connection, record.Row, codec.BytesPerToken);
        change(writer);
        if (!writer.HasDisplaced)
        {
            return null;
        }

        connection.Prepare("UPDATE revisions SET generation = generation + 1 WHERE id = ?1").Bind(1, record.Row).Run();
        return generation + 1;
    }
}
