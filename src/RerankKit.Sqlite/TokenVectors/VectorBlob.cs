namespace RerankKit.Sqlite;

/// <summary>Reads vectors straight from the database's pages into the caller's memory, row after row.</summary>
internal sealed class VectorBlob(SqliteConnection connection) : IDisposable
{
    private sqlite3_blob? _handle;

    /// <summary>Goes to a row.</summary>
    /// <returns>The length of its value.</returns>
    public int MoveTo(long row)
    {
        if (_handle is null)
        {
            connection.Check(raw.sqlite3_blob_open(connection.Handle, "main", "vectors", "bytes", row, 0, out _handle));
        }
        else
        {
            connection.Check(raw.sqlite3_blob_reopen(_handle, row));
        }

        return raw.sqlite3_blob_bytes(_handle);
    }

    /// <summary>Reads the row's whole value.</summary>
    public void Read(Span<byte> destination)
    {
        if (!destination.IsEmpty)
        {
            connection.Check(raw.sqlite3_blob_read(_handle, destination, 0));
        }
    }

    public void Dispose() => _handle?.Dispose();
}
