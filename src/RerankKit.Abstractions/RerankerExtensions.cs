using System.Runtime.CompilerServices;

namespace RerankKit;

/// <summary>Ways to call a reranker with whatever the caller has: strings, own items, asynchronous sequences.</summary>
public static class RerankerExtensions
{
    /// <summary>Reranks plain texts.</summary>
    /// <param name="reranker">The reranker.</param>
    /// <param name="query">What the user asked.</param>
    /// <param name="documents">The texts, in first-stage order.</param>
    /// <param name="options">Options of this call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The ranking; indices count from 0 in the order of <paramref name="documents"/>.</returns>
    [OverloadResolutionPriority(1)] // so that "new() { TopN = 5 }" means options
    public static Task<RerankResponse> RerankAsync(
        this IReranker reranker,
        string query,
        IEnumerable<string> documents,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reranker);
        ArgumentNullException.ThrowIfNull(documents);
        return reranker.RerankAsync(query, documents.Select(text => new RerankCandidate(text)).ToArray(), options, cancellationToken);
    }

    /// <summary>Reranks the caller's own items by a text of each.</summary>
    /// <typeparam name="T">The caller's type.</typeparam>
    /// <param name="reranker">The reranker.</param>
    /// <param name="query">What the user asked.</param>
    /// <param name="items">The items, in first-stage order.</param>
    /// <param name="text">Gives the text to score.</param>
    /// <param name="score">Gives the first stage's score, for caps, gates and blends; null when there is none.</param>
    /// <param name="id">Gives the identifier, for caches and logs; null when there is none.</param>
    /// <param name="options">Options of this call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The items in their new order.</returns>
    public static async Task<RerankedList<T>> RerankAsync<T>(
        this IReranker reranker,
        string query,
        IEnumerable<T> items,
        Func<T, string> text,
        Func<T, double?>? score = null,
        Func<T, string?>? id = null,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reranker);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(text);
        IReadOnlyList<T> list = items as IReadOnlyList<T> ?? [.. items];
        var candidates = new RerankCandidate[list.Count];
        for (int i = 0; i < candidates.Length; i++)
        {
            T item = list[i];
            candidates[i] = new(text(item)) { Score = score?.Invoke(item), Id = id?.Invoke(item), Item = item };
        }

        RerankResponse response = await reranker.RerankAsync(query, candidates, options, cancellationToken).ConfigureAwait(false);
        return new(list, response);
    }

    /// <summary>Reranks the items of an asynchronous sequence. The sequence is read to its end before anything is scored.</summary>
    /// <inheritdoc cref="RerankAsync{T}(IReranker, string, IEnumerable{T}, Func{T, string}, Func{T, double?}?, Func{T, string?}?, RerankOptions?, CancellationToken)"/>
    public static async Task<RerankedList<T>> RerankAsync<T>(
        this IReranker reranker,
        string query,
        IAsyncEnumerable<T> items,
        Func<T, string> text,
        Func<T, double?>? score = null,
        Func<T, string?>? id = null,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        List<T> list = [];
        await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            list.Add(item);
        }

        return await reranker.RerankAsync(query, list, text, score, id, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for a service behind the abstraction.</summary>
    /// <typeparam name="TService">The type asked for.</typeparam>
    /// <param name="reranker">The reranker.</param>
    /// <param name="serviceKey">A key, for services that have one.</param>
    /// <returns>The service, or null when there is none.</returns>
    public static TService? GetService<TService>(this IReranker reranker, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(reranker);
        return reranker.GetService(typeof(TService), serviceKey) is TService service ? service : default;
    }

    /// <summary>Starts a pipeline around a reranker.</summary>
    /// <param name="innerReranker">The reranker at the heart of the pipeline.</param>
    /// <returns>A builder to add decorators to.</returns>
    public static RerankerBuilder AsBuilder(this IReranker innerReranker) => new(innerReranker);
}
