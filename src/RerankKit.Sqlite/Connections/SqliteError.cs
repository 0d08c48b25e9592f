namespace RerankKit.Sqlite;

/// <summary>Turns result codes into exceptions of the base library.</summary>
internal static class SqliteError
{
    public static Exception Create(int code, string message, string path)
    {
        string text = Invariant($"{message} (SQLite code {code}; database {path})");
        return SqliteCode.Primary(code) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new TimeoutException(
                $"The database is locked by another process or connection: {text}. Let it finish, or raise BusyTimeout."),
            raw.SQLITE_READONLY or raw.SQLITE_PERM => new UnauthorizedAccessException($"The database cannot be written: {text}"),
            raw.SQLITE_INTERRUPT => new OperationCanceledException($"The database was interrupted: {text}"),
            raw.SQLITE_CORRUPT => new InvalidDataException($"The database is damaged: {text}. Restore it, or build it anew."),
            raw.SQLITE_NOTADB => new InvalidDataException($"The file is no SQLite database: {text}. Name another file."),
            raw.SQLITE_NOMEM => new InsufficientMemoryException($"The database has no memory left: {text}"),
            raw.SQLITE_FULL => new IOException($"There is no room left for the database: {text}"),
            raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN => new IOException($"The database cannot be read or written: {text}"),
            _ => new InvalidOperationException($"The database refused a command: {text}"),
        };
    }
}
