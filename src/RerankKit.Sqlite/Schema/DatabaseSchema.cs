namespace RerankKit.Sqlite;

/// <summary>The tables, and how they came to be: one step per version, never changed after its release.</summary>
/// <remarks>
/// Keys and vectors lie apart, so that counting and looking for changes read no vectors. An id is text, or a blob of UTF-16 where it has no UTF-8 form.
/// A revision's generation grows whenever vectors that readers may have kept are deleted or replaced.
/// </remarks>
internal static class DatabaseSchema
{
    /// <summary>Stands in the header of our files: "RRKT" in ASCII.</summary>
    public const int ApplicationId = 0x52524B54;

    /// <summary>The version that this code reads and writes.</summary>
    public static int Current => Versions[^1].Version;

    public static SchemaVersion[] Versions { get; } =
    [
        new(1, """
            CREATE TABLE revisions (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                codec TEXT NOT NULL,
                precision TEXT NOT NULL,
                dimension INTEGER NOT NULL,
                bytes_per_token INTEGER NOT NULL,
                tables BLOB,
                generation INTEGER NOT NULL DEFAULT 0);
            CREATE TABLE vectors (
                id INTEGER PRIMARY KEY,
                bytes BLOB NOT NULL);
            CREATE TABLE documents (
                revision INTEGER NOT NULL REFERENCES revisions (id),
                id NOT NULL,
                hash BLOB NOT NULL,
                tokens INTEGER NOT NULL,
                checksum BLOB NOT NULL,
                vectors INTEGER NOT NULL,
                PRIMARY KEY (revision, id)) WITHOUT ROWID
            """),
        new(2, """
            CREATE TABLE scores (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                key NOT NULL UNIQUE,
                value BLOB NOT NULL,
                expires INTEGER,
                sliding INTEGER,
                latest INTEGER);
            CREATE INDEX scores_by_expiry ON scores (expires) WHERE expires IS NOT NULL
            """),
    ];
}
