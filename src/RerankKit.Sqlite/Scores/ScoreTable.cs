namespace RerankKit.Sqlite;

/// <summary>The commands on the table of scores.</summary>
internal static class ScoreTable
{
    private const int ExpiredAtOnce = 256;

    /// <summary>The value of a key; null where there is none, or it has expired.</summary>
    public static (byte[]? Value, bool IsSliding) Get(SqliteConnection connection, string key, long now) => connection
        .Prepare("SELECT value, sliding FROM scores WHERE key = ?1 AND (expires IS NULL OR expires > ?2)")
        .Bind(1, key)
        .Bind(2, now)
        .First(static row => (row.Blob(0).ToArray(), !row.IsNull(1)));

    public static void Set(SqliteConnection connection, string key, byte[] value, in ScoreLifetime lifetime) =>
        connection.Prepare("INSERT OR REPLACE INTO scores (key, value, expires, sliding, latest) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, key)
            .Bind(2, value)
            .Bind(3, lifetime.Expires)
            .Bind(4, lifetime.Sliding)
            .Bind(5, lifetime.Latest)
            .Run();

    /// <summary>Puts the expiry of a value off that is in use.</summary>
    public static void Touch(SqliteConnection connection, string key, long now)
    {
        ScoreLifetime lifetime = connection
            .Prepare("SELECT expires, sliding, latest FROM scores WHERE key = ?1 AND sliding IS NOT NULL AND expires > ?2")
            .Bind(1, key)
            .Bind(2, now)
            .First(static row => new ScoreLifetime(row.Integer(0), row.Integer(1), row.IsNull(2) ? null : row.Integer(2)));
        if (lifetime.Sliding is not null)
        {
            connection.Prepare("UPDATE scores SET expires = ?2 WHERE key = ?1").Bind(1, key).Bind(2, lifetime.UsedAt(now).Expires).Run();
        }
    }

    public static void Remove(SqliteConnection connection, string key) => connection.Prepare("DELETE FROM scores WHERE key = ?1").Bind(1, key).Run();

    /// <summary>Removes what was written before the latest <paramref name="maxScores"/> writes, and some of what has expired.</summary>
    /// <remarks>Rows are numbered in the order of their writing, so no counting is needed: the numbers say which are too many.</remarks>
    public static void MakeRoom(SqliteConnection connection, long maxScores, long now, int written)
    {
        connection.Prepare("DELETE FROM scores WHERE number <= (SELECT max(number) FROM scores) - ?1").Bind(1, maxScores).Run();

        // A bounded number: the write that comes after a long pause is not to pay for all of it.
        connection.Prepare("DELETE FROM scores WHERE number IN (SELECT number FROM scores WHERE expires <= ?1 ORDER BY expires LIMIT ?2)")
            .Bind(1, now)
            .Bind(2, ExpiredAtOnce + (4L * written))
            .Run();
    }
}
