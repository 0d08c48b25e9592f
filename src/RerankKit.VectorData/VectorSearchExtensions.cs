using Microsoft.Extensions.VectorData;

namespace RerankKit;

/// <summary>Reranks what vector stores find.</summary>
public static class VectorSearchExtensions
{
    /// <summary>Reranks search results: <c>await collection.SearchAsync(question, top: 50).RerankAsync(reranker, question, page => page.Text)</c>.</summary>
    /// <typeparam name="TRecord">The collection's record.</typeparam>
    /// <param name="results">The results, the nearest first, of a vector search or a hybrid one. They are read to their end before anything is scored.</param>
    /// <param name="reranker">The reranker.</param>
    /// <param name="query">What the user asked.</param>
    /// <param name="text">Gives the text of a record.</param>
    /// <param name="id">Gives its identifier, for caches and logs; null when there is none.</param>
    /// <param name="distanceFunction">
    /// The function whose values the scores are, one of <see cref="DistanceFunction"/>; null, the default, where a higher score is nearer. First-stage scores of the pipeline are higher for the
    /// better: those of a distance get the other sign, for caps, gates and blends alone.
    /// </param>
    /// <param name="options">Options of this call; <see cref="RerankOptions.TopN"/> is how many come back.</param>
    /// <param name="cancellationToken">Cancels the search and the reranking.</param>
    /// <returns>The search's results, each with its record and its score of the vector search, in their new order.</returns>
    /// <exception cref="ArgumentException"><paramref name="distanceFunction"/> is not one of <see cref="DistanceFunction"/>, or a record has no text.</exception>
    public static Task<RerankedList<VectorSearchResult<TRecord>>> RerankAsync<TRecord>(
        this IAsyncEnumerable<VectorSearchResult<TRecord>> results,
        IReranker reranker,
        string query,
        Func<TRecord, string> text,
        Func<TRecord, string?>? id = null,
        string? distanceFunction = null,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(reranker);
        ArgumentNullException.ThrowIfNull(text);
        bool isDistance = VectorScores.AreDistances(distanceFunction);
        return reranker.RerankAsync(
            query,
            results,
            result => text(result.Record),
            result => isDistance ? -result.Score : result.Score,
            id is null ? null : result => id(result.Record),
            options,
            cancellationToken);
    }

    /// <summary>A collection that reranks what it finds: for callers of <see cref="IVectorSearchable{TRecord}"/> that know nothing of rerankers.</summary>
    /// <remarks>
    /// A search for the best <c>top</c> asks the collection for the nearest <paramref name="candidates"/>, and gives the best of these. The results are the collection's own, scores included, in the
    /// reranker's order: the scores of a ranking need not fall. What is searched for must be a string, because a reranker reads words.
    /// </remarks>
    /// <typeparam name="TRecord">The collection's record.</typeparam>
    /// <param name="searchable">The collection. It is not disposed of here.</param>
    /// <param name="reranker">The reranker. It is not disposed of here.</param>
    /// <param name="text">Gives the text of a record.</param>
    /// <param name="id">Gives its identifier, for caches and logs; null when there is none.</param>
    /// <param name="distanceFunction">The function whose values the scores are, one of <see cref="DistanceFunction"/>; null, the default, where a higher score is nearer.</param>
    /// <param name="candidates">How many are reranked, where a search does not ask for more; 1 or more, default 50.</param>
    /// <param name="options">Options of each reranking; <see cref="RerankOptions.TopN"/> is the search's.</param>
    /// <returns>The collection that reranks, as safe for many threads as the two it is made of.</returns>
    /// <exception cref="ArgumentException"><paramref name="distanceFunction"/> is not one of <see cref="DistanceFunction"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="candidates"/> is less than 1.</exception>
    public static IVectorSearchable<TRecord> UseReranking<TRecord>(
        this IVectorSearchable<TRecord> searchable,
        IReranker reranker,
        Func<TRecord, string> text,
        Func<TRecord, string?>? id = null,
        string? distanceFunction = null,
        int candidates = 50,
        RerankOptions? options = null)
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(searchable);
        ArgumentNullException.ThrowIfNull(reranker);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        _ = VectorScores.AreDistances(distanceFunction);
        return new RerankingVectorSearchable<TRecord>(searchable, reranker, text, id, distanceFunction, candidates, options?.Clone());
    }
}
