namespace RerankKit;

/// <summary>Keeps the token vectors of documents under one revision of one encoder.</summary>
/// <remarks>Implementations are thread-safe. What <see cref="WriteAsync"/> has completed is kept; a call that fails has changed nothing.</remarks>
public interface ITokenVectorStore : IDisposable
{
    /// <summary>The revision of the encoder whose vectors these are: <see cref="MultiVectorEncoderMetadata.Revision"/>.</summary>
    string Revision { get; }

    /// <summary>How vectors are kept.</summary>
    TokenVectorCodec Codec { get; }

    /// <summary>Reads documents, all of them in one round trip.</summary>
    /// <param name="keys">Which documents; one whose text has changed since it was written is not found.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Their encoded vectors, in the order of <paramref name="keys"/>. The caller disposes it.</returns>
    /// <exception cref="InvalidDataException">What is stored is damaged; the message names the document.</exception>
    ValueTask<StoredTokenVectors> ReadAsync(IReadOnlyList<TokenVectorKey> keys, CancellationToken cancellationToken = default);

    /// <summary>Says which documents are stored, so that only the others have to be encoded.</summary>
    /// <param name="keys">Which documents; one whose text has changed since it was written is not found.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One answer per key, in the order of <paramref name="keys"/>.</returns>
    /// <remarks>Unless a store knows better, this reads them.</remarks>
    async ValueTask<bool[]> ContainsAsync(IReadOnlyList<TokenVectorKey> keys, CancellationToken cancellationToken = default)
    {
        using StoredTokenVectors documents = await ReadAsync(keys, cancellationToken).ConfigureAwait(false);
        return [.. Enumerable.Range(0, documents.Count).Select(i => documents.TryGet(i, out _))];
    }

    /// <summary>Writes documents, replacing those of the same ids: all of them or none.</summary>
    /// <param name="entries">The documents; of entries with the same id the last one stays.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when they are stored.</returns>
    /// <exception cref="ArgumentException">An entry's vectors have another dimension than the store's, or are not finite.</exception>
    ValueTask WriteAsync(IReadOnlyList<TokenVectorEntry> entries, CancellationToken cancellationToken = default);

    /// <summary>Deletes documents: all of them or none.</summary>
    /// <param name="ids">Their ids; unknown ones are passed over.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many documents were deleted.</returns>
    ValueTask<int> DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default);

    /// <summary>Counts what is stored.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Documents, tokens and bytes.</returns>
    ValueTask<TokenVectorStoreStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default);
}
