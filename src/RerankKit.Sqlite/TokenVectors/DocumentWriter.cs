namespace RerankKit.Sqlite;

/// <summary>Writes and deletes documents of one revision inside a transaction.</summary>
internal sealed class DocumentWriter(SqliteConnection connection, long revision, int bytesPerToken)
{
    /// <summary>Whether vectors were replaced or deleted that readers may have kept.</summary>
    public bool HasDisplaced { get; private set; }

    public void Write(in TokenVectorKey key, ReadOnlySpan<byte> vectors)
    {
        Hash128 checksum = DocumentRow.ChecksumOf(key, vectors);
        bool exists = TryFind(key.Id, out DocumentRow old);

        // What is the same is written too: that is how a damaged document is mended.
        HasDisplaced |= exists && (old.Hash != key.ContentHash || old.Checksum != checksum);
        SqliteStatement store = connection.Prepare(exists ? "UPDATE vectors SET bytes = ?1 WHERE id = ?2" : "INSERT INTO vectors (bytes) VALUES (?1)");
        store.Bind(1, vectors);
        if (exists)
        {
            store.Bind(2, old.Vectors);
        }

        store.Run();

        // The row of its vectors may have gone lost: then it gets a new one.
        long row = exists && connection.Changes == 1 ? old.Vectors : exists ? Insert(vectors) : connection.LastInsertRowId;
        SqliteStatement document = connection.Prepare(
            "INSERT OR REPLACE INTO documents (revision, id, hash, tokens, checksum, vectors) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        Span<byte> digest = stackalloc byte[DocumentRow.HashLength];
        document.Bind(1, revision);
        document.Bind(2, key.Id);
        DocumentRow.Write(key.ContentHash, digest);
        document.Bind(3, digest);
        document.Bind(4, vectors.Length / bytesPerToken);
        DocumentRow.Write(checksum, digest);
        document.Bind(5, digest);
        document.Bind(6, row);
        document.Run();
    }

    /// <summary>Deletes a document; false where there is none.</summary>
    public bool Delete(string id)
    {
        if (!TryFind(id, out DocumentRow row))
        {
            return false;
        }

        SqliteStatement vectors = connection.Prepare("DELETE FROM vectors WHERE id = ?1");
        vectors.Bind(1, row.Vectors);
        vectors.Run();
        SqliteStatement document = connection.Prepare("DELETE FROM documents WHERE revision = ?1 AND id = ?2");
        document.Bind(1, revision);
        document.Bind(2, id);
        document.Run();
        HasDisplaced = true;
        return true;
    }

    // A damaged row is found too: writing or deleting it is the remedy.
    private bool TryFind(string id, out DocumentRow row)
    {
        SqliteStatement lookup = connection.Prepare("SELECT hash, tokens, checksum, vectors FROM documents WHERE revision = ?1 AND id = ?2");
        lookup.Bind(1, revision);
        lookup.Bind(2, id);
        row = default;
        bool exists = lookup.Step();
        if (exists)
        {
            _ = DocumentRow.TryRead(lookup, 0, out row);
        }

        lookup.Reset();
        return exists;
    }

    private long Insert(ReadOnlySpan<byte> vectors)
    {
        SqliteStatement store = connection.Prepare("INSERT INTO vectors (bytes) VALUES (?1)");
        store.Bind(1, vectors);
        store.Run();
        return connection.LastInsertRowId;
    }
}
