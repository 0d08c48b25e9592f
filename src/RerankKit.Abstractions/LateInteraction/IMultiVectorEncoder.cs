namespace RerankKit;

/// <summary>Encodes texts into one vector per token, for late interaction (ColBERT).</summary>
/// <remarks>Implementations are thread-safe, and the vectors of a text do not depend on the other texts of the call.</remarks>
public interface IMultiVectorEncoder : IDisposable
{
    /// <summary>Encodes texts.</summary>
    /// <param name="texts">The texts; an empty list gives an empty list without any work. A text may be empty, but not null.</param>
    /// <param name="role">Whether they are queries or documents: models mark and cut the two differently.</param>
    /// <param name="options">Options of this call, or null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The vectors that take part in scoring, one item per text and in their order. Masked tokens are left out.</returns>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<IReadOnlyList<TokenVectors>> EncodeAsync(
        IReadOnlyList<string> texts,
        TextRole role,
        MultiVectorEncodeOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Asks for a service behind this abstraction: <see cref="MultiVectorEncoderMetadata"/>, or an encoder further in.</summary>
    /// <param name="serviceType">The type asked for.</param>
    /// <param name="serviceKey">A key, for services that have one.</param>
    /// <returns>The service, or null when there is none.</returns>
    object? GetService(Type serviceType, object? serviceKey = null);
}
