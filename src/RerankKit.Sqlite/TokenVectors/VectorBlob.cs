namespace RerankKit.Sqlite;

/// <summary>Reads vectors straight from the database's pages into the caller's memory, row after row.</summary>
internal sealed unsafe class VectorBlob(SqliteConnection connection) : IDisposable
{
    private nint _handle;

    /// <summary>Goes to a row.</summary>
    /// <returns>The length of its value.</returns>
    public int MoveTo(long row)
    {
        SqliteApi api = connection.Api;
        if (_handle != 0)
        {
            connection.Check(api.BlobReopen(_handle, row));
            return api.BlobBytes(_handle);
        }

        nint handle = 0;
        fixed (byte* database = "main\0"u8, table = "vectors\0"u8, column = "bytes\0"u8)
        {
            int code = api.BlobOpen(connection.Handle, database, table, column, row, 0, &handle);
            _handle = handle;
            connection.Check(code);
        }

        return api.BlobBytes(_handle);
    }

    /// <summary>Reads the row's whole value.</summary>
    public void Read(Span<byte> destination)
    {
        fixed (byte* pointer = destination)
        {
            if (pointer != null)
            {
                connection.Check(connection.Api.BlobRead(_handle, pointer, destination.Length, 0));
            }
        }
    }

    public void Dispose()
    {
        if (_handle != 0)
        {
            _ = connection.Api.BlobClose(_handle);
            _handle = 0;
        }
    }
}
