namespace RerankKit.Sqlite;

/// <summary>Recognises a file, makes the tables of a new one, and brings an older one up to date.</summary>
internal static class DatabaseOpening
{
    // Vectors of a document take tens of kilobytes: large pages keep them together.
    private const int PageSize = 16384;

    /// <summary>Settings that a connection has for itself.</summary>
    private const string ConnectionSettings =
        "PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-16384; PRAGMA journal_size_limit=67108864";

    public static SqliteConnection OpenReader(string path, RerankDatabaseOptions options) =>
        Prepared(Open(path, options, mayCreate: false), static connection => connection.ExecuteScript(ConnectionSettings + "; PRAGMA query_only=ON"));

    /// <summary>Opens a file for reading only, and refuses one whose schema is not this code's.</summary>
    public static SqliteConnection OpenFirstReader(string path, RerankDatabaseOptions options)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no database {path}. Open it without {nameof(RerankDatabaseAccess.ReadOnly)} to make it.", path);
        }

        return Prepared(OpenReader(path, options), connection =>
        {
            int version = RecognizeAtOnce(connection);
            if (version != DatabaseSchema.Current)
            {
                throw new InvalidOperationException(
                    Invariant($"The database {path} has schema {version}, and {DatabaseSchema.Current} is needed; open it once for writing, which brings it up to date."));
            }
        });
    }

    /// <summary>Opens a file for writing, makes it where there is none, and migrates an older one in one transaction.</summary>
    /// <remarks>The connection waits for no locks: its user does.</remarks>
    public static SqliteConnection OpenWriter(string path, RerankDatabaseOptions options, TimeProvider timeProvider)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"The database {path} is a folder. Name a file in it.");
        }

        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The folder of the database {path} does not exist. Create it first.");
        }

        // Several that make the same new file get in each other's way, and SQLite gives up at once where each would wait for the other.
        var wait = new LockWait(options.BusyTimeout, timeProvider);
        while (true)
        {
            try
            {
                return TryOpenWriter(path, options);
            }
            catch (TimeoutException) when (wait.HasTimeLeft)
            {
                wait.PauseAsync().GetAwaiter().GetResult();
            }
        }
    }

    private static SqliteConnection TryOpenWriter(string path, RerankDatabaseOptions options) =>
        Prepared(Open(path, options, mayCreate: true), static connection =>
        {
            connection.SetBusyTimeout(TimeSpan.Zero);
            int version = RecognizeAtOnce(connection);
            if (version == 0)
            {
                connection.Execute(Invariant($"PRAGMA page_size={PageSize}"));
            }

            UseWriteAheadLog(connection);
            connection.ExecuteScript(ConnectionSettings);
            if (version < DatabaseSchema.Current)
            {
                Migrate(connection);
            }
        });

    // Nobody else would close a connection that cannot be used.
    private static SqliteConnection Prepared(SqliteConnection connection, Action<SqliteConnection> prepare)
    {
        try
        {
            prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static SqliteConnection Open(string path, RerankDatabaseOptions options, bool mayCreate)
    {
        if (options.Access == RerankDatabaseAccess.Immutable)
        {
            string uri = $"{new Uri(path).AbsoluteUri}?immutable=1";
            return SqliteConnection.Open(path, uri, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI, options.BusyTimeout);
        }

        int flags = options.Access == RerankDatabaseAccess.ReadOnly ? raw.SQLITE_OPEN_READONLY
            : mayCreate ? raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE
            : raw.SQLITE_OPEN_READWRITE;
        return SqliteConnection.Open(path, path, flags, options.BusyTimeout);
    }

    // All of the file at one moment: between two reads another process may make the tables.
    private static int RecognizeAtOnce(SqliteConnection connection) => InTransaction(connection, "BEGIN", Recognize);

    /// <summary>The schema's version; 0 for a file that is still empty. In a transaction of the caller.</summary>
    private static int Recognize(SqliteConnection connection)
    {
        long application = connection.QueryInteger("PRAGMA application_id");
        long version = connection.QueryInteger("PRAGMA user_version");
        if (application == 0 && version == 0 && connection.QueryInteger("SELECT count(*) FROM sqlite_master") == 0)
        {
            return 0;
        }

        if (application != DatabaseSchema.ApplicationId || version < 1)
        {
            throw new InvalidDataException(
                Invariant($"{connection.Path} is a database of another application (application_id {application}, user_version {version}). Name another file."));
        }

        return version <= DatabaseSchema.Current
            ? (int)version
            : throw new InvalidDataException(
                Invariant($"{connection.Path} has schema {version}, and this version of RerankKit.Sqlite knows schemas up to {DatabaseSchema.Current}. Update the package."));
    }

    private static void UseWriteAheadLog(SqliteConnection connection)
    {
        string? mode = connection.Prepare("PRAGMA journal_mode=WAL").First(static row => row.Text(0));
        if (mode != "wal")
        {
            throw new IOException(
                $"The database {connection.Path} cannot have a write-ahead log (its journal mode stays '{mode}'). Put it on a local disk: network file systems have no shared memory.");
        }
    }

    private static void Migrate(SqliteConnection connection) => InTransaction(connection, "BEGIN IMMEDIATE", static connection =>
    {
        // Another process may have done it meanwhile.
        int version = Recognize(connection);
        foreach (SchemaVersion step in DatabaseSchema.Versions)
        {
            if (step.Version > version)
            {
                connection.ExecuteScript(step.Sql);
            }
        }

        connection.ExecuteScript(Invariant($"PRAGMA application_id={DatabaseSchema.ApplicationId}; PRAGMA user_version={DatabaseSchema.Current}"));
        return version;
    });

    private static T InTransaction<T>(SqliteConnection connection, string begin, Func<SqliteConnection, T> work)
    {
        connection.Execute(begin);
        try
        {
            T result = work(connection);
            connection.Execute("COMMIT");
            return result;
        }
        catch
        {
            connection.RollBack();
            throw;
        }
    }
}
