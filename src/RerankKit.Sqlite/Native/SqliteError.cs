using System.Globalization;

namespace RerankKit.Sqlite;

/// <summary>Turns result codes into exceptions of the base library.</summary>
internal static class SqliteError
{
    public static Exception Create(int code, string message, string path)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{message} (SQLite code {code}; database {path})");
        return SqliteCode.Primary(code) switch
        {
            SqliteCode.Busy or SqliteCode.Locked => new TimeoutException(
                $"The database is locked by another process or connection: {text}. Let it finish, or raise BusyTimeout."),
            SqliteCode.ReadOnly or SqliteCode.Permission => new UnauthorizedAccessException($"The database cannot be written: {text}"),
            SqliteCode.Interrupted => new OperationCanceledException($"The database was interrupted: {text}"),
            SqliteCode.Corrupt => new InvalidDataException($"The database is damaged: {text}. Restore it, or build it anew."),
            SqliteCode.NotADatabase => new InvalidDataException($"The file is no SQLite database: {text}. Name another file."),
            SqliteCode.NoMemory => new InsufficientMemoryException($"The database has no memory left: {text}"),
            SqliteCode.Full => new IOException($"There is no room left for the database: {text}"),
            SqliteCode.InputOutput or SqliteCode.CannotOpen => new IOException($"The database cannot be read or written: {text}"),
            _ => new InvalidOperationException($"The database refused a command: {text}"),
        };
    }
}
