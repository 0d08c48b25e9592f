namespace RerankKit.Sqlite;

/// <summary>SQLite's result codes.</summary>
internal static class SqliteCode
{
    /// <summary>A code without what extends it.</summary>
    public static int Primary(int code) => code & 0xff;

    /// <summary>Whether another connection holds a lock.</summary>
    public static bool IsBusy(int code) => Primary(code) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;
}
