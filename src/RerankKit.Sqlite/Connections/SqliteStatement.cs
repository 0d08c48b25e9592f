using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace RerankKit.Sqlite;

/// <summary>A prepared statement. Parameters count from 1, columns from 0.</summary>
internal sealed unsafe class SqliteStatement : IDisposable
{
    // Tells SQLite to copy what is bound.
    private const nint Transient = -1;
    private const int StackLength = 512;
    private readonly SqliteConnection _connection;
    private readonly SqliteApi _api;
    private nint _handle;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection;
        _api = connection.Api;
        nint handle;
        byte[] utf8 = Encoding.UTF8.GetBytes(sql);
        fixed (byte* text = utf8)
        {
            connection.Check(_api.Prepare(connection.Handle, text, utf8.Length, SqliteCode.PreparePersistent, &handle, null));
        }

        _handle = handle;
    }

    public void Bind(int parameter, long value) => _connection.Check(_api.BindInteger(_handle, parameter, value));

    public void BindNull(int parameter) => _connection.Check(_api.BindNull(_handle, parameter));

    /// <summary>Binds text. SQLite's is UTF-8; what has no such form (a lone surrogate) is bound as the bytes of its UTF-16, and so stays what it is.</summary>
    public void Bind(int parameter, string value)
    {
        int length = 3 * value.Length;
        byte[]? rented = null;
        Span<byte> utf8 = length <= StackLength ? stackalloc byte[StackLength] : rented = ArrayPool<byte>.Shared.Rent(length);
        bool isText = Utf8.FromUtf16(value, utf8, out _, out int written, replaceInvalidSequences: false) == OperationStatus.Done;
        if (isText)
        {
            fixed (byte* pointer = utf8)
            {
                _connection.Check(_api.BindText(_handle, parameter, pointer, written, Transient));
            }
        }
        else
        {
            Bind(parameter, MemoryMarshal.AsBytes(value.AsSpan()));
        }

        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Binds bytes, which SQLite copies.</summary>
    public void Bind(int parameter, ReadOnlySpan<byte> value)
    {
        fixed (byte* pointer = value)
        {
            BindBlob(parameter, pointer, value.Length, Transient);
        }
    }

    /// <summary>Binds bytes that stay where they are until the statement has run.</summary>
    public void BindInPlace(int parameter, byte* value, int length) => BindBlob(parameter, value, length, 0);

    /// <summary>Moves to the next row.</summary>
    /// <returns>False when there is none.</returns>
    public bool Step()
    {
        int code = _api.Step(_handle);
        return code switch
        {
            SqliteCode.Row => true,
            SqliteCode.Done => false,
            _ => throw Failure(code),
        };
    }

    /// <summary>Runs the statement for its effect, passing over rows.</summary>
    public void Run()
    {
        int code = TryRun();
        if (code != SqliteCode.Ok)
        {
            throw Failure(code);
        }
    }

    /// <summary>Runs the statement for its effect, and returns the code by which it failed, or <see cref="SqliteCode.Ok"/>.</summary>
    public int TryRun()
    {
        int code;
        do
        {
            code = _api.Step(_handle);
        }
        while (code == SqliteCode.Row);

        if (code == SqliteCode.Done)
        {
            Reset();
            return SqliteCode.Ok;
        }

        return code;
    }

    public void Reset()
    {
        // The code is that of the run before, which has thrown already.
        _ = _api.Reset(_handle);
    }

    public bool IsNull(int column) => _api.ColumnType(_handle, column) == SqliteCode.Null;

    public long Integer(int column) => _api.ColumnInteger(_handle, column);

    /// <summary>Text as <see cref="Bind(int, string)"/> bound it.</summary>
    public string Text(int column) =>
        _api.ColumnType(_handle, column) == SqliteCode.Blob
            ? new string(MemoryMarshal.Cast<byte, char>(Blob(column)))
            : Encoding.UTF8.GetString(new ReadOnlySpan<byte>(_api.ColumnText(_handle, column), _api.ColumnBytes(_handle, column)));

    /// <summary>Bytes in SQLite's memory: valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column)
    {
        byte* bytes = _api.ColumnBlob(_handle, column);
        return new(bytes, bytes == null ? 0 : _api.ColumnBytes(_handle, column));
    }

    public void Dispose()
    {
        if (_handle != 0)
        {
            _ = _api.FinalizeStatement(_handle);
            _handle = 0;
        }
    }

    // The message is the connection's: it has to be read before the reset.
    private Exception Failure(int code)
    {
        Exception exception = _connection.Error(code);
        Reset();
        return exception;
    }

    // To SQLite a null pointer is NULL, not an empty value.
    private void BindBlob(int parameter, byte* value, int length, nint owner)
    {
        byte none = 0;
        _connection.Check(value == null ? _api.BindBlob(_handle, parameter, &none, 0, Transient) : _api.BindBlob(_handle, parameter, value, length, owner));
    }
}
