namespace RerankKit;

/// <summary>Opens the store that belongs to an encoder: what a package of stores registers, and <c>AddLateInteraction</c> asks for.</summary>
/// <remarks>Implementations are thread-safe. Registered under a key, it serves the reranker of that name.</remarks>
public interface ITokenVectorStoreProvider
{
    /// <summary>Opens the store for an encoder's vectors, or makes it.</summary>
    /// <param name="encoder">
    /// Whose vectors are kept. The store's <see cref="ITokenVectorStore.Revision"/> is its revision, and the store's codec has its dimension.
    /// </param>
    /// <returns>The store. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">The encoder has no <see cref="MultiVectorEncoderMetadata.Revision"/>: nothing tells its vectors from others.</exception>
    ITokenVectorStore Open(MultiVectorEncoderMetadata encoder);
}
