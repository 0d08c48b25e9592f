using Microsoft.Agents.AI;
using RerankKit;

namespace Bridges;

/// <summary>Reranking for the Agent Framework: <c>new TextSearchProvider(RerankedSearch.Over(search, reranker))</c>.</summary>
public static class RerankedSearch
{
    /// <summary>Puts a reranker behind the search of a <see cref="TextSearchProvider"/>.</summary>
    /// <param name="search">The search. It should find more than the agent is to read: 20 to 100.</param>
    /// <param name="reranker">The reranker.</param>
    /// <param name="top">How many passages the agent reads.</param>
    /// <returns>The search that the provider takes.</returns>
    public static Func<string, CancellationToken, Task<IEnumerable<TextSearchProvider.TextSearchResult>>> Over(
        Func<string, CancellationToken, Task<IEnumerable<TextSearchProvider.TextSearchResult>>> search, IReranker reranker, int top = 5) =>
        async (query, cancellationToken) =>
        {
            IEnumerable<TextSearchProvider.TextSearchResult> found = await search(query, cancellationToken).ConfigureAwait(false);
            RerankedList<TextSearchProvider.TextSearchResult> ranked = await reranker.RerankAsync(
                query, found, result => result.Text, id: result => result.SourceLink, options: new() { TopN = top }, cancellationToken: cancellationToken).ConfigureAwait(false);
            return ranked.Select(entry => entry.Item);
        };
}
