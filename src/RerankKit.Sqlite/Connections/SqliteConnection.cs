using System.Text;

namespace RerankKit.Sqlite;

/// <summary>One connection with its prepared statements. For one caller at a time; only <see cref="Interrupt"/> may come from another thread.</summary>
internal sealed unsafe class SqliteConnection : IDisposable
{
    private readonly SqliteApi _api;
    private readonly Dictionary<string, SqliteStatement> _statements = [];
    private nint _handle;

    private SqliteConnection(SqliteApi api, nint handle, string path)
    {
        _api = api;
        _handle = handle;
        Path = path;
    }

    public string Path { get; }

    public SqliteApi Api => _api;

    public nint Handle => _handle;

    public bool IsInTransaction => _api.IsAutoCommit(_handle) == 0;

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => _api.Changes(_handle);

    public long LastInsertRowId => _api.LastInsertRowId(_handle);

    /// <summary>Opens a file.</summary>
    /// <param name="path">The full path of the file; messages name it.</param>
    /// <param name="name">What SQLite is told to open: the path, or a URI with <see cref="SqliteCode.OpenUri"/>.</param>
    /// <param name="flags">SQLite's flags.</param>
    /// <param name="busyTimeout">How long statements wait for locks.</param>
    public static SqliteConnection Open(string path, string name, int flags, TimeSpan busyTimeout)
    {
        SqliteApi api = SqliteLibrary.Api;
        nint handle = 0;
        int code;
        fixed (byte* utf8 = Encoding.UTF8.GetBytes(name + '\0'))
        {
            code = api.Open(utf8, &handle, flags | SqliteCode.OpenNoMutex, null);
        }

        var connection = new SqliteConnection(api, handle, path);
        try
        {
            connection.Check(code);
            connection.Check(api.ExtendedResultCodes(handle, 1));
            connection.SetBusyTimeout(busyTimeout);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void SetBusyTimeout(TimeSpan timeout) => Check(_api.BusyTimeout(_handle, (int)Math.Min(timeout.TotalMilliseconds, int.MaxValue)));

    /// <summary>The statement of a text, ready to be bound: prepared once, and kept.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out SqliteStatement? statement))
        {
            statement = new(this, sql);
            _statements.Add(sql, statement);
        }

        statement.Reset();
        return statement;
    }

    /// <summary>Runs a statement for its effect.</summary>
    public void Execute(string sql) => Prepare(sql).Run();

    /// <summary>Runs several statements, separated by semicolons, that are not kept.</summary>
    public void ExecuteScript(string sql)
    {
        foreach (string part in sql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            using var statement = new SqliteStatement(this, part);
            statement.Run();
        }
    }

    /// <summary>The first column of the first row; 0 where there is no row or the value is null.</summary>
    public long QueryInteger(string sql)
    {
        SqliteStatement statement = Prepare(sql);
        long value = statement.Step() ? statement.Integer(0) : 0;
        statement.Reset();
        return value;
    }

    /// <summary>Ends whatever is running on this connection, from any thread.</summary>
    public void Interrupt() => _api.Interrupt(_handle);

    /// <summary>Ends the transaction, if one is open, without keeping anything.</summary>
    public void RollBack()
    {
        ResetStatements();
        if (IsInTransaction)
        {
            Execute("ROLLBACK");
        }
    }

    /// <summary>Ends the statements that still have rows to give: they would keep their snapshot.</summary>
    public void ResetStatements()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Reset();
        }
    }

    /// <summary>Throws unless a call has succeeded.</summary>
    public void Check(int code)
    {
        if (code != SqliteCode.Ok)
        {
            throw Error(code);
        }
    }

    public Exception Error(int code)
    {
        byte* message = _handle == 0 ? _api.ErrorText(code) : _api.ErrorMessage(_handle);
        return SqliteError.Create(code, SqliteText.Read(message), Path);
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        if (_handle != 0)
        {
            _ = _api.Close(_handle);
            _handle = 0;
        }
    }
}
