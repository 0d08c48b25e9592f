using RerankKit.LateInteraction;

namespace RerankKit.Sqlite;

/// <content>The token vectors of encoder revisions.</content>
public sealed partial class RerankDatabase
{
    /// <summary>Opens the token vectors of an encoder's revision with the codec that they are kept with.</summary>
    /// <param name="revision">The revision: <see cref="MultiVectorEncoderMetadata.Revision"/>.</param>
    /// <returns>The store. Disposing it leaves the database open.</returns>
    /// <exception cref="InvalidOperationException">The database has no such revision.</exception>
    /// <exception cref="InvalidDataException">The codec's tables are damaged.</exception>
    public ITokenVectorStore OpenTokenVectors(string revision)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(revision);
        RevisionRecord record = Find(revision) ?? throw new InvalidOperationException(
            $"{Path} has no revision '{revision}'. {DescribeRevisions()} Give a codec to make it.");
        return OpenStore(record, CodecTables.Restore(record, Path));
    }

    /// <summary>Opens the token vectors of an encoder's revision, or makes room for them.</summary>
    /// <param name="revision">The revision: <see cref="MultiVectorEncoderMetadata.Revision"/>.</param>
    /// <param name="codec">How vectors are kept. What a trained codec learned is stored with the revision.</param>
    /// <returns>
    /// The store. Each call gives one with a hot cache of its own: open it once and share it. Disposing it leaves the database open.
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// The revision is kept with another codec or dimension; or it does not exist, and the database was opened for reading only.
    /// </exception>
    public ITokenVectorStore OpenTokenVectors(string revision, TokenVectorCodec codec)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(revision);
        ArgumentNullException.ThrowIfNull(codec);
        RevisionRecord record = Find(revision) ?? WriteAsync(
            connection => RevisionRecord.Find(connection, revision) ?? RevisionRecord.Insert(connection, revision, codec),
            CancellationToken.None).GetAwaiter().GetResult();
        return record.CodecId == codec.Id
            ? OpenStore(record, codec)
            : throw new InvalidOperationException(
                $"The revision '{revision}' is kept as {record.CodecId} in {Path}, and {codec.Id} was asked for. Open it without a codec, "
                + $"give the vectors a revision of their own, or delete it with {nameof(DeleteRevisionAsync)}.");
    }

    /// <summary>
    /// Opens the token vectors of an encoder with the codec that they are kept with, or makes room for them in the precision of
    /// <see cref="RerankDatabaseOptions.Precision"/>.
    /// </summary>
    /// <param name="encoder">The encoder.</param>
    /// <returns>The store. Disposing it leaves the database open.</returns>
    /// <exception cref="ArgumentException">The encoder has no <see cref="MultiVectorEncoderMetadata.Revision"/>: nothing tells its vectors from others.</exception>
    /// <exception cref="InvalidOperationException">The revision is kept with vectors of another dimension.</exception>
    public ITokenVectorStore OpenTokenVectors(MultiVectorEncoderMetadata encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        if (string.IsNullOrWhiteSpace(encoder.Revision))
        {
            throw new ArgumentException(
                $"The encoder {encoder.ModelId ?? encoder.ProviderName} has no revision, so its vectors could not be told from another's. Give it one.", nameof(encoder));
        }

        TokenVectorCodec codec = Find(encoder.Revision) is { } record && record.Dimension == encoder.Dimension
            ? CodecTables.Restore(record, Path)
            : TokenVectorCodecs.Create(_options.Precision, encoder.Dimension);
        return OpenTokenVectors(encoder.Revision, codec);
    }

    ITokenVectorStore ITokenVectorStoreProvider.Open(MultiVectorEncoderMetadata encoder) => OpenTokenVectors(encoder);

    /// <summary>Deletes all token vectors of a revision. The room becomes free for others; <see cref="CompactAsync"/> gives it back to the disk.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="cancellationToken">Cancels the call; then nothing is deleted.</param>
    /// <returns>Whether there was such a revision.</returns>
    /// <exception cref="InvalidOperationException">The database was opened for reading only.</exception>
    public Task<bool> DeleteRevisionAsync(string revision, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(revision);
        return WriteAsync(
            connection =>
            {
                RevisionRecord? record = RevisionRecord.Find(connection, revision);
                if (record is not null)
                {
                    RevisionRecord.Delete(connection, record.Row);
                }

                return record is not null;
            },
            cancellationToken);
    }

    private SqliteTokenVectorStore OpenStore(RevisionRecord record, TokenVectorCodec codec) => new(this, record, codec, _options.HotCacheBytes);

    private RevisionRecord? Find(string revision) => Read(connection => RevisionRecord.Find(connection, revision));

    private string DescribeRevisions()
    {
        List<RevisionRecord> records = Read(RevisionRecord.All);
        return records.Count == 0 ? "It has none." : $"It has {string.Join(", ", records.Select(record => $"'{record.Name}' ({record.CodecId})"))}.";
    }
}
