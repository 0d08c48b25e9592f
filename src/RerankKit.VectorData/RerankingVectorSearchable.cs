using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;

namespace RerankKit;

/// <summary>Searches deeper than it is asked to, and gives the best by a reranker.</summary>
internal sealed class RerankingVectorSearchable<TRecord>(
    IVectorSearchable<TRecord> inner,
    IReranker reranker,
    Func<TRecord, string> text,
    Func<TRecord, string?>? id,
    string? distanceFunction,
    int candidates,
    RerankOptions? reranking) : IVectorSearchable<TRecord>
    where TRecord : class
{
    public IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, CancellationToken cancellationToken = default)
        where TInput : notnull
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return searchValue is string query
            ? SearchAsync(query, top, options ?? new(), cancellationToken)
            : throw new ArgumentException(
                $"A reranker reads words, and this search is for a {searchValue.GetType().Name}. Search for the question as a string (the collection embeds it), or search the collection itself and give its results to RerankAsync.",
                nameof(searchValue));
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this
            : serviceKey is null && serviceType == typeof(IReranker) ? reranker
            : inner.GetService(serviceType, serviceKey);
    }

    private async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync(
        string query, int top, VectorSearchOptions<TRecord> options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What is skipped are places of the new ranking.
        int places = checked(options.Skip + top);
        var deeper = new VectorSearchOptions<TRecord>
        {
            Filter = options.Filter,
            VectorProperty = options.VectorProperty,
            IncludeVectors = options.IncludeVectors,
            ScoreThreshold = options.ScoreThreshold,
        };
        RerankOptions best = reranking?.Clone() ?? new();
        best.TopN = places;
        RerankedList<VectorSearchResult<TRecord>> ranked = await inner.SearchAsync(query, Math.Max(candidates, places), deeper, cancellationToken)
            .RerankAsync(reranker, query, text, id, distanceFunction, best, cancellationToken).ConfigureAwait(false);
        foreach (Reranked<VectorSearchResult<TRecord>> entry in ranked.Skip(options.Skip))
        {
            yield return entry.Item;
        }
    }
}
