namespace RerankKit.Sqlite;

/// <summary>What a database holds.</summary>
public sealed record RerankDatabaseStatistics
{
    /// <summary>The encoder revisions whose token vectors it has, the oldest first.</summary>
    public required IReadOnlyList<TokenVectorRevision> Revisions { get; init; }

    /// <summary>Scores of pairs, those included that have expired and were not yet removed.</summary>
    public long ScoreCount { get; init; }

    /// <summary>Bytes of the database, without the log beside it.</summary>
    public long ByteCount { get; init; }

    /// <summary>How many of the bytes are free: new documents take them first, and <see cref="RerankDatabase.CompactAsync"/> gives them back.</summary>
    public long FreeByteCount { get; init; }

    /// <summary>The version of its tables.</summary>
    public int SchemaVersion { get; init; }

    /// <summary>The version of SQLite's native library.</summary>
    public required string SqliteVersion { get; init; }
}
