namespace RerankKit.Sqlite;

/// <summary>One SQLite file that holds the token vectors of any number of encoder revisions, and the scores of pairs. Thread-safe.</summary>
/// <remarks>
/// <para>
/// The file has a write-ahead log: any number of threads and processes read while one writes, and each read sees the database as it was at one
/// moment. Writes wait for each other. What a write has completed survives the sudden end of any process; see
/// <see cref="RerankDatabaseOptions.SurvivesPowerFailure"/> for power failures. The processes have to be on one machine: network file systems do not
/// keep the promises that SQLite builds on. While it is open, two more files lie beside it (<c>-wal</c> and <c>-shm</c>), which belong to it.
/// </para>
/// <para>
/// SQLite's native library is that of the package SQLitePCLRaw.bundle_e_sqlite3, unless the application has set another provider before.
/// </para>
/// </remarks>
public sealed partial class RerankDatabase : ITokenVectorStoreProvider, IDisposable
{
    private const int MaxIdleReaders = 16;
    private readonly RerankDatabaseOptions _options;
    private readonly SqliteReaders _readers;
    private readonly SqliteWriter? _writer;
    private readonly SqliteScoreCache _scores;

    private RerankDatabase(string path, RerankDatabaseOptions options, TimeProvider timeProvider)
    {
        Path = path;
        _options = options;
        _readers = new(() => DatabaseOpening.OpenReader(path, options), MaxIdleReaders);
        if (options.Access == RerankDatabaseAccess.ReadWrite)
        {
            _writer = new(DatabaseOpening.OpenWriter(path, options, timeProvider), options.BusyTimeout, options.SurvivesPowerFailure, timeProvider);
        }
        else
        {
            DatabaseOpening.OpenFirstReader(path, options).Dispose();
        }

        _scores = new(this, options.MaxScores, timeProvider);
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>The scores of pairs: a cache for <c>UseCache</c> that survives restarts. It is part of the database, and closed with it.</summary>
    /// <remarks>
    /// Values expire as they were told to, and beyond <see cref="RerankDatabaseOptions.MaxScores"/> the oldest writes make room. Every operation is
    /// one transaction. A value that expires some time after its last use takes a write to be read.
    /// </remarks>
    public IBatchedDistributedCache Scores => _scores;

    /// <summary>Opens a database. One that does not exist is made, one of an older schema is brought up to date in one transaction.</summary>
    /// <param name="path">The file. Its folder has to exist.</param>
    /// <param name="options">How it is opened; null for the defaults.</param>
    /// <param name="timeProvider">The clock of expiry and waiting; null for the system's.</param>
    /// <returns>The database. The caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is blank.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist, and is opened for reading only.</exception>
    /// <exception cref="InvalidDataException">The file is no database, one of another application, one of a newer schema, or damaged.</exception>
    /// <exception cref="InvalidOperationException">The file has an older schema, and is opened for reading only.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    /// <exception cref="TimeoutException">Another process held the file for longer than <see cref="RerankDatabaseOptions.BusyTimeout"/>.</exception>
    /// <exception cref="DllNotFoundException">SQLite's native library is not there.</exception>
    public static RerankDatabase Open(string path, RerankDatabaseOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(System.IO.Path.GetFullPath(path), options?.Clone() ?? new(), timeProvider ?? TimeProvider.System);
    }

    /// <summary>Waits for the write under way and closes the file, with all stores that were opened on it.</summary>
    public void Dispose()
    {
        _writer?.Dispose();
        _readers.Dispose();
    }

    internal Task<T> ReadAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken) =>
        Task.Run(() => _readers.Read(work, cancellationToken), cancellationToken);

    internal T Read<T>(Func<SqliteConnection, T> work) => _readers.Read(work, CancellationToken.None);

    internal Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken) => Writer.WriteAsync(work, cancellationToken);

    /// <summary>Writes what may be lost in a power failure.</summary>
    internal Task WriteCacheAsync(Action<SqliteConnection> work, CancellationToken cancellationToken) => Writer.WriteAsync(
        connection =>
        {
            work(connection);
            return true;
        },
        cancellationToken,
        isCache: true);

    internal bool IsWritable => _writer is not null;

    private SqliteWriter Writer =>
        _writer ?? throw new InvalidOperationException($"The database {Path} was opened as {_options.Access}, so it cannot be written. Open it as ReadWrite.");
}
