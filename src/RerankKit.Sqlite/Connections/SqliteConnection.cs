namespace RerankKit.Sqlite;

/// <summary>One connection with its prepared statements. For one caller at a time; only <see cref="Interrupt"/> may come from another thread.</summary>
internal sealed class SqliteConnection(sqlite3 handle, string path) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    public string Path => path;

    public sqlite3 Handle => handle;

    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    public long LastInsertRowId => raw.sqlite3_last_insert_rowid(Handle);

    /// <summary>Opens a file.</summary>
    /// <param name="path">The full path of the file; messages name it.</param>
    /// <param name="name">What SQLite is told to open: the path, or a URI with <c>SQLITE_OPEN_URI</c>.</param>
    /// <param name="flags">SQLite's flags.</param>
    /// <param name="busyTimeout">How long statements wait for locks.</param>
    public static SqliteConnection Open(string path, string name, int flags, TimeSpan busyTimeout)
    {
        SqliteLibrary.Load();
        int code = raw.sqlite3_open_v2(name, out sqlite3 handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var connection = new SqliteConnection(handle, path);
        try
        {
            connection.Check(code);
            connection.Check(raw.sqlite3_extended_result_codes(handle, 1));
            connection.SetBusyTimeout(busyTimeout);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void SetBusyTimeout(TimeSpan timeout) => Check(raw.sqlite3_busy_timeout(Handle, (int)Math.Min(timeout.TotalMilliseconds, int.MaxValue)));

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
    public long QueryInteger(string sql) => Prepare(sql).First(static row => row.Integer(0));

    /// <summary>Ends whatever is running on this connection, from any thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(Handle);

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
        if (code != raw.SQLITE_OK)
        {
            throw Error(code);
        }
    }

    public Exception Error(int code)
    {
        string message = (Handle.IsInvalid ? raw.sqlite3_errstr(code) : raw.sqlite3_errmsg(Handle)).utf8_to_string();
        return SqliteError.Create(code, message, Path);
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        Handle.Dispose();
    }
}
