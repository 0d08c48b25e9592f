namespace RerankKit;

/// <summary>Orders the candidates of a first retrieval stage by their relevance to a query.</summary>
/// <remarks>
/// Implementations are thread-safe. Every implementation keeps these promises:
/// results are sorted by score, best first, and equal scores keep the candidates' order; indices are unique and in range;
/// without <see cref="RerankOptions.TopN"/> no candidate is lost, and one that was not scored follows the scored ones in
/// first-stage order and says so in <see cref="RerankResult.Placement"/>; scores are finite; the score of a pair does not
/// depend on what else is in the call.
/// </remarks>
public interface IReranker : IDisposable
{
    /// <summary>Scores <paramref name="candidates"/> against <paramref name="query"/> and returns them in order of relevance.</summary>
    /// <param name="query">What the user asked. Neither null nor blank.</param>
    /// <param name="candidates">What the first stage found. An empty list gives an empty response without any work.</param>
    /// <param name="options">Options of this call, or null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The ranking, with what happened on the way to it.</returns>
    /// <exception cref="ArgumentException"><paramref name="query"/> is null or blank, or a candidate has no text.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="candidates"/> is null.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks for a service behind this abstraction: <see cref="RerankerMetadata"/>, a reranker further in, or, as an <c>IReadOnlyList&lt;IReranker&gt;</c>, the
    /// rerankers directly inside.
    /// </summary>
    /// <param name="serviceType">The type asked for.</param>
    /// <param name="serviceKey">A key, for services that have one.</param>
    /// <returns>The service, or null when there is none.</returns>
    object? GetService(Type serviceType, object? serviceKey = null);
}
