using Microsoft.SemanticKernel.Data;
using RerankKit;

namespace Bridges;

/// <summary>Reranking for Semantic Kernel: searches deeper than it is asked to, and gives the best by a reranker.</summary>
/// <param name="inner">The search.</param>
/// <param name="reranker">The reranker.</param>
/// <param name="text">Gives the text of a record.</param>
/// <param name="candidates">How many are reranked, where a search does not ask for more.</param>
public sealed class RerankedTextSearch<TRecord>(ITextSearch<TRecord> inner, IReranker reranker, Func<TRecord, string> text, int candidates = 50) : ITextSearch<TRecord>
{
    /// <inheritdoc/>
    public Task<KernelSearchResults<string>> SearchAsync(string query, TextSearchOptions<TRecord>? searchOptions = null, CancellationToken cancellationToken = default) =>
        RerankAsync(inner.SearchAsync, found => found, query, searchOptions, cancellationToken);

    /// <inheritdoc/>
    public Task<KernelSearchResults<TextSearchResult>> GetTextSearchResultsAsync(
        string query, TextSearchOptions<TRecord>? searchOptions = null, CancellationToken cancellationToken = default) =>
        RerankAsync(inner.GetTextSearchResultsAsync, found => found.Value, query, searchOptions, cancellationToken);

    /// <inheritdoc/>
    public Task<KernelSearchResults<TRecord>> GetSearchResultsAsync(string query, TextSearchOptions<TRecord>? searchOptions = null, CancellationToken cancellationToken = default) =>
        RerankAsync(inner.GetSearchResultsAsync, text, query, searchOptions, cancellationToken);

    private async Task<KernelSearchResults<T>> RerankAsync<T>(
        Func<string, TextSearchOptions<TRecord>, CancellationToken, Task<KernelSearchResults<T>>> search,
        Func<T, string> textOf,
        string query,
        TextSearchOptions<TRecord>? options,
        CancellationToken cancellationToken)
    {
        options ??= new();

        // What is skipped are places of the new ranking.
        int places = checked(options.Skip + options.Top);
        var deeper = new TextSearchOptions<TRecord> { Filter = options.Filter, IncludeTotalCount = options.IncludeTotalCount, Top = Math.Max(candidates, places) };
        KernelSearchResults<T> found = await search(query, deeper, cancellationToken).ConfigureAwait(false);
        RerankedList<T> ranked = await reranker.RerankAsync(
            query, found.Results, textOf, options: new() { TopN = places }, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new(ranked.Skip(options.Skip).Select(entry => entry.Item).ToAsyncEnumerable(), found.TotalCount, found.Metadata);
    }
}
