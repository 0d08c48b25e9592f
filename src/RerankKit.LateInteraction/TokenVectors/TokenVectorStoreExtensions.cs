namespace RerankKit.LateInteraction;

/// <summary>Fills stores of token vectors.</summary>
public static class TokenVectorStoreExtensions
{
    /// <summary>Encodes and stores the documents that a store does not have yet, batch by batch.</summary>
    /// <remarks>
    /// Each batch is stored before its progress is reported. A build that was interrupted is resumed by calling this
    /// again: what is stored with the same text is skipped. Documents of the store that are not among <paramref name="documents"/> stay.
    /// </remarks>
    /// <param name="store">The store.</param>
    /// <param name="encoder">The encoder of the store's revision.</param>
    /// <param name="documents">Ids and texts. Of documents with the same id the last one stays.</param>
    /// <param name="options">Size of the batches, progress; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the build after the batch under way; what was stored stays.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="ArgumentException">The encoder is of another revision or dimension than the store, or an id or a text is null.</exception>
    public static Task<TokenVectorBuildProgress> BuildAsync(
        this ITokenVectorStore store,
        IMultiVectorEncoder encoder,
        IEnumerable<(string Id, string Text)> documents,
        TokenVectorBuildOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return store.BuildAsync(encoder, documents.ToAsyncEnumerable(), options, cancellationToken);
    }

    /// <inheritdoc cref="BuildAsync(ITokenVectorStore, IMultiVectorEncoder, IEnumerable{ValueTuple{string, string}}, TokenVectorBuildOptions, CancellationToken)"/>
    public static async Task<TokenVectorBuildProgress> BuildAsync(
        this ITokenVectorStore store,
        IMultiVectorEncoder encoder,
        IAsyncEnumerable<(string Id, string Text)> documents,
        TokenVectorBuildOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(documents);
        options ??= new();
        CheckEncoder(store, encoder);
        return await new TokenVectorBuild(store, encoder, options).RunAsync(documents, cancellationToken).ConfigureAwait(false);
    }

    private static void CheckEncoder(ITokenVectorStore store, IMultiVectorEncoder encoder)
    {
        if (encoder.GetService(typeof(MultiVectorEncoderMetadata)) is not MultiVectorEncoderMetadata metadata)
        {
            return;
        }

        if (metadata.Revision is { } revision && revision != store.Revision)
        {
            throw new ArgumentException($"The encoder is of revision '{revision}', and the store keeps vectors of '{store.Revision}'. Open the encoder's own store.", nameof(encoder));
        }

        if (metadata.Dimension != store.Codec.Dimension)
        {
            throw new ArgumentException(
                $"The encoder makes vectors of {metadata.Dimension} numbers, and the store keeps vectors of {store.Codec.Dimension}. Open the encoder's own store.", nameof(encoder));
        }
    }
}
