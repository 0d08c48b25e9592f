namespace RerankKit.Sqlite;

/// <summary>Looks documents of one revision up in one snapshot, and reads their vectors straight into the caller's memory.</summary>
internal sealed class DocumentReader(SqliteConnection connection, long revision, int bytesPerToken) : IDisposable
{
    private readonly SqliteStatement _lookup = connection.Prepare(DocumentRow.Lookup).Bind(1, revision);
    private readonly VectorBlob _blob = new(connection);

    /// <summary>Looks a document up by its id, whatever its text was.</summary>
    public bool TryFind(string id, out DocumentRow row)
    {
        _lookup.Reset();
        _lookup.Bind(2, id);
        row = default;
        if (!_lookup.Step())
        {
            return false;
        }

        if (!DocumentRow.TryRead(_lookup, out row))
        {
            throw Damaged(id, "its row is not what was written");
        }

        _lookup.Reset();
        return true;
    }

    /// <summary>Goes to a document's vectors.</summary>
    /// <returns>Their length in bytes.</returns>
    public int MoveTo(string id, in DocumentRow row)
    {
        int length;
        try
        {
            length = _blob.MoveTo(row.Vectors);
        }
        catch (Exception exception) when (exception is InvalidOperationException or InvalidDataException)
        {
            throw Damaged(id, "its vectors cannot be read", exception);
        }

        return length == row.Tokens * bytesPerToken
            ? length
            : throw Damaged(id, $"it has {length} bytes of vectors, and {row.Tokens} tokens take {row.Tokens * bytesPerToken}");
    }

    /// <summary>Reads the vectors that <see cref="MoveTo"/> went to, and verifies them.</summary>
    public void Read(in TokenVectorKey key, in DocumentRow row, Span<byte> destination)
    {
        try
        {
            _blob.Read(destination);
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(key.Id, "its vectors cannot be read", exception);
        }

        if (DocumentRow.ChecksumOf(key, destination) != row.Checksum)
        {
            throw Damaged(key.Id, "its vectors are not the ones that were written (the checksum differs)");
        }
    }

    public void Dispose()
    {
        _blob.Dispose();
        _lookup.Reset();
    }

    private InvalidDataException Damaged(string id, string what, Exception? inner = null) =>
        new($"Document '{id}' is damaged in {connection.Path}: {what}. Delete it and write it anew.", inner);
}
