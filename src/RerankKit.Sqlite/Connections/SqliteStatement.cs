using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace RerankKit.Sqlite;

/// <summary>A prepared statement. Parameters count from 1, columns from 0. Binding returns the statement.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int StackLength = 512;
    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _handle;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection;
        connection.Check(raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
    }

    public SqliteStatement Bind(int parameter, long? value) => Checked(
        value is { } number ? raw.sqlite3_bind_int64(_handle, parameter, number) : raw.sqlite3_bind_null(_handle, parameter));

    /// <summary>Binds text. SQLite's is UTF-8; what has no such form (a lone surrogate) is bound as the bytes of its UTF-16, and so stays what it is.</summary>
    public SqliteStatement Bind(int parameter, string value)
    {
        int length = 3 * value.Length;
        byte[]? rented = null;
        Span<byte> utf8 = length <= StackLength ? stackalloc byte[StackLength] : rented = ArrayPool<byte>.Shared.Rent(length);
        bool isText = Utf8.FromUtf16(value, utf8, out _, out int written, replaceInvalidSequences: false) == OperationStatus.Done;
        if (isText)
        {
            _connection.Check(raw.sqlite3_bind_text(_handle, parameter, utf8[..written]));
        }
        else
        {
            Bind(parameter, MemoryMarshal.AsBytes(value.AsSpan()));
        }

        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return this;
    }

    /// <summary>Binds bytes, which SQLite copies.</summary>
    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value) => Checked(raw.sqlite3_bind_blob(_handle, parameter, value));

    public SqliteStatement Bind(int parameter, byte[]? value) => value is null ? Bind(parameter, (long?)null) : Bind(parameter, value.AsSpan());

    /// <summary>Moves to the next row.</summary>
    /// <returns>False when there is none.</returns>
    public bool Step()
    {
        int code = raw.sqlite3_step(_handle);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw Failure(code),
        };
    }

    /// <summary>Reads the first row, and ends the statement.</summary>
    /// <returns>The default where there is no row.</returns>
    public T? First<T>(Func<SqliteStatement, T> read)
    {
        T? value = Step() ? read(this) : default;
        Reset();
        return value;
    }

    /// <summary>Runs the statement for its effect, passing over rows.</summary>
    public void Run()
    {
        int code = TryRun();
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code);
        }
    }

    /// <summary>Runs the statement for its effect, and returns the code by which it failed, or <c>SQLITE_OK</c>.</summary>
    public int TryRun()
    {
        int code;
        do
        {
            code = raw.sqlite3_step(_handle);
        }
        while (code == raw.SQLITE_ROW);

        if (code == raw.SQLITE_DONE)
        {
            Reset();
            return raw.SQLITE_OK;
        }

        return code;
    }

    public void Reset()
    {
        // The code is that of the run before, which has thrown already.
        _ = raw.sqlite3_reset(_handle);
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    public long Integer(int column) => raw.sqlite3_column_int64(_handle, column);

    /// <summary>Text as <see cref="Bind(int, string)"/> bound it.</summary>
    public string Text(int column) =>
        raw.sqlite3_column_type(_handle, column) == raw.SQLITE_BLOB
            ? new string(MemoryMarshal.Cast<byte, char>(Blob(column)))
            : Encoding.UTF8.GetString(Blob(column));

    /// <summary>Bytes in SQLite's memory: valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_handle, column);

    public void Dispose() => _handle.Dispose();

    private SqliteStatement Checked(int code)
    {
        _connection.Check(code);
        return this;
    }

    // The message is the connection's: it has to be read before the reset.
    private Exception Failure(int code)
    {
        Exception exception = _connection.Error(code);
        Reset();
        return exception;
    }
}
