namespace RerankKit.Sqlite;

/// <content>Counting, verifying, compacting.</content>
public sealed partial class RerankDatabase
{
    /// <summary>Counts what the database holds.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Revisions, scores, sizes.</returns>
    public Task<RerankDatabaseStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(
            connection =>
            {
                long pageSize = connection.QueryInteger("PRAGMA page_size");
                return new RerankDatabaseStatistics
                {
                    Revisions = [.. RevisionRecord.All(connection).Select(record => new TokenVectorRevision(
                        record.Name,
                        record.CodecId,
                        record.Precision,
                        record.Dimension,
                        RevisionRecord.Count(connection, record.Row, record.BytesPerToken)))],
                    ScoreCount = connection.QueryInteger("SELECT count(*) FROM scores"),
                    ByteCount = pageSize * connection.QueryInteger("PRAGMA page_count"),
                    FreeByteCount = pageSize * connection.QueryInteger("PRAGMA freelist_count"),
                    SchemaVersion = (int)connection.QueryInteger("PRAGMA user_version"),
                    SqliteVersion = SqliteLibrary.Version,
                };
            },
            cancellationToken);

    /// <summary>Walks the whole database: SQLite's own check of its pages, then every document's checksum.</summary>
    /// <param name="progress">Receives the number of documents verified so far; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What was found. Damage is reported, not thrown, so that one bad document does not hide the next.</returns>
    /// <remarks>It reads one snapshot of the database, which others may write meanwhile; their log grows until it is done.</remarks>
    public Task<RerankDatabaseVerification> VerifyAsync(IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        ReadAsync(connection => DatabaseVerifier.Verify(connection, progress, cancellationToken), cancellationToken);

    /// <summary>Rewrites the file without the room that deleted documents and scores have left, and empties the log as far as no reader needs it.</summary>
    /// <param name="cancellationToken">Cancels the call; the database is then as it was.</param>
    /// <returns>A task that completes when it is done.</returns>
    /// <remarks>It needs as much free disk as the database takes, and writers wait; readers do not.</remarks>
    /// <exception cref="InvalidOperationException">The database was opened for reading only.</exception>
    public async Task CompactAsync(CancellationToken cancellationToken = default)
    {
        await Writer.RunAsync("VACUUM", cancellationToken).ConfigureAwait(false);
        await Writer.RunAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken).ConfigureAwait(false);
    }
}
