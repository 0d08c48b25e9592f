namespace RerankKit.Sqlite;

/// <summary>Writes and deletes documents of one revision inside a transaction.</summary>
internal sealed class DocumentWriter(SqliteConnection connection, long revision, int bytesPerToken)
{
    /// <summary>Whether vectors were replaced or deleted that readers may have kept.</summary>
    public bool HasDisplaced { get; private set; }

    public void Write(in TokenVectorKey key, ReadOnlySpan<byte> vectors)
    {
        Hash128 checksum = DocumentRow.ChecksumOf(key, vectors);
        DocumentRow? before = Find(key.Id);

        // What is the same is written too: that is how a damaged document is mended.
        HasDisplaced |= before is { } old && (old.Hash != key.ContentHash || old.Checksum != checksum);

        // The row of its vectors may have gone lost: then it gets a new one.
        long row = before is { } kept && Update(kept.Vectors, vectors) ? kept.Vectors : Insert(vectors);
        Span<byte> hash = stackalloc byte[DocumentRow.HashLength];
        Span<byte> check = stackalloc byte[DocumentRow.HashLength];
        DocumentRow.Write(key.ContentHash, hash);
        DocumentRow.Write(checksum, check);
        connection.Prepare("INSERT OR REPLACE INTO documents (revision, id, hash, tokens, checksum, vectors) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .Bind(1, revision)
            .Bind(2, key.Id)
            .Bind(3, hash)
            .Bind(4, vectors.Length / bytesPerToken)
            .Bind(5, check)
            .Bind(6, row)
            .Run();
    }

    /// <summary>Deletes a document; false where there is none.</summary>
    public bool Delete(string id)
    {
        if (Find(id) is not { } row)
        {
            return false;
        }

        connection.Prepare("DELETE FROM vectors WHERE id = ?1").Bind(1, row.Vectors).Run();
        connection.Prepare("DELETE FROM documents WHERE revision = ?1 AND id = ?2").Bind(1, revision).Bind(2, id).Run();
        HasDisplaced = true;
        return true;
    }

    // A damaged row is found too: writing or deleting it is the remedy.
    private DocumentRow? Find(string id) => connection.Prepare(DocumentRow.Lookup).Bind(1, revision).Bind(2, id).First<DocumentRow?>(static row =>
    {
        _ = DocumentRow.TryRead(row, out DocumentRow found);
        return found;
    });

    private bool Update(long row, ReadOnlySpan<byte> vectors)
    {
        connection.Prepare("UPDATE vectors SET bytes = ?1 WHERE id = ?2").Bind(1, vectors).Bind(2, row).Run();
        return connection.Changes == 1;
    }

    private long Insert(ReadOnlySpan<byte> vectors)
    {
        connection.Prepare("INSERT INTO vectors (bytes) VALUES (?1)").Bind(1, vectors).Run();
        return connection.LastInsertRowId;
    }
}
