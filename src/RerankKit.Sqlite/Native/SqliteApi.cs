using System.Runtime.InteropServices;

namespace RerankKit.Sqlite;

/// <summary>The functions of SQLite's C interface that are used here, by the names it gives them.</summary>
internal sealed unsafe class SqliteApi(nint library, string name, string version)
{
    public readonly delegate* unmanaged<byte*, nint*, int, byte*, int> Open = (delegate* unmanaged<byte*, nint*, int, byte*, int>)Find(library, "open_v2");
    public readonly delegate* unmanaged<nint, int> Close = (delegate* unmanaged<nint, int>)Find(library, "close_v2");
    public readonly delegate* unmanaged<nint, int, int> ExtendedResultCodes = (delegate* unmanaged<nint, int, int>)Find(library, "extended_result_codes");
    public readonly delegate* unmanaged<nint, byte*> ErrorMessage = (delegate* unmanaged<nint, byte*>)Find(library, "errmsg");
    public readonly delegate* unmanaged<int, byte*> ErrorText = (delegate* unmanaged<int, byte*>)Find(library, "errstr");
    public readonly delegate* unmanaged<nint, int, int> BusyTimeout = (delegate* unmanaged<nint, int, int>)Find(library, "busy_timeout");
    public readonly delegate* unmanaged<nint, void> Interrupt = (delegate* unmanaged<nint, void>)Find(library, "interrupt");
    public readonly delegate* unmanaged<nint, int> IsAutoCommit = (delegate* unmanaged<nint, int>)Find(library, "get_autocommit");
    public readonly delegate* unmanaged<nint, int> Changes = (delegate* unmanaged<nint, int>)Find(library, "changes");
    public readonly delegate* unmanaged<nint, long> LastInsertRowId = (delegate* unmanaged<nint, long>)Find(library, "last_insert_rowid");

    public readonly delegate* unmanaged<nint, byte*, int, uint, nint*, byte**, int> Prepare =
        (delegate* unmanaged<nint, byte*, int, uint, nint*, byte**, int>)Find(library, "prepare_v3");

    public readonly delegate* unmanaged<nint, int> Step = (delegate* unmanaged<nint, int>)Find(library, "step");
    public readonly delegate* unmanaged<nint, int> Reset = (delegate* unmanaged<nint, int>)Find(library, "reset");
    public readonly delegate* unmanaged<nint, int> ClearBindings = (delegate* unmanaged<nint, int>)Find(library, "clear_bindings");
    public readonly delegate* unmanaged<nint, int> FinalizeStatement = (delegate* unmanaged<nint, int>)Find(library, "finalize");
    public readonly delegate* unmanaged<nint, int, int> BindNull = (delegate* unmanaged<nint, int, int>)Find(library, "bind_null");
    public readonly delegate* unmanaged<nint, int, long, int> BindInteger = (delegate* unmanaged<nint, int, long, int>)Find(library, "bind_int64");
    public readonly delegate* unmanaged<nint, int, byte*, int, nint, int> BindText = (delegate* unmanaged<nint, int, byte*, int, nint, int>)Find(library, "bind_text");
    public readonly delegate* unmanaged<nint, int, byte*, int, nint, int> BindBlob = (delegate* unmanaged<nint, int, byte*, int, nint, int>)Find(library, "bind_blob");
    public readonly delegate* unmanaged<nint, int, int> ColumnType = (delegate* unmanaged<nint, int, int>)Find(library, "column_type");
    public readonly delegate* unmanaged<nint, int, long> ColumnInteger = (delegate* unmanaged<nint, int, long>)Find(library, "column_int64");
    public readonly delegate* unmanaged<nint, int, byte*> ColumnText = (delegate* unmanaged<nint, int, byte*>)Find(library, "column_text");
    public readonly delegate* unmanaged<nint, int, byte*> ColumnBlob = (delegate* unmanaged<nint, int, byte*>)Find(library, "column_blob");
    public readonly delegate* unmanaged<nint, int, int> ColumnBytes = (delegate* unmanaged<nint, int, int>)Find(library, "column_bytes");

    public readonly delegate* unmanaged<nint, byte*, byte*, byte*, long, int, nint*, int> BlobOpen =
        (delegate* unmanaged<nint, byte*, byte*, byte*, long, int, nint*, int>)Find(library, "blob_open");

    public readonly delegate* unmanaged<nint, long, int> BlobReopen = (delegate* unmanaged<nint, long, int>)Find(library, "blob_reopen");
    public readonly delegate* unmanaged<nint, int> BlobBytes = (delegate* unmanaged<nint, int>)Find(library, "blob_bytes");
    public readonly delegate* unmanaged<nint, byte*, int, int, int> BlobRead = (delegate* unmanaged<nint, byte*, int, int, int>)Find(library, "blob_read");
    public readonly delegate* unmanaged<nint, int> BlobClose = (delegate* unmanaged<nint, int>)Find(library, "blob_close");

    /// <summary>The name by which the library was found.</summary>
    public string Name => name;

    /// <summary>For example 3.50.4.</summary>
    public string Version => version;

    private static nint Find(nint library, string function) => NativeLibrary.GetExport(library, "sqlite3_" + function);
}
