using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;

namespace RerankKit.VectorData.Tests;

/// <summary>A collection whose search finds the same pages for everything, and remembers what it was asked.</summary>
internal sealed class MemoryCollection(params VectorSearchResult<Page>[] found) : IVectorSearchable<Page>
{
    public static MemoryCollection OfThree { get; } = new(
        new(new("billing", "The billing page lists invoices."), 0.9),
        new(new("keys", "How to rotate a signing key."), 0.8),
        new(new("locks", "Keys and locks."), 0.7));

    public List<(object Value, int Top, VectorSearchOptions<Page>? Options)> Searches { get; } = [];

    /// <summary>Called before each result is given.</summary>
    public Action<int> BeforeResult { get; init; } = _ => { };

    public async IAsyncEnumerable<VectorSearchResult<Page>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<Page>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TInput : notnull
    {
        Searches.Add((searchValue, top, options));
        for (int i = 0; i < Math.Min(top, found.Length); i++)
        {
            BeforeResult(i);
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return found[i];
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(VectorStoreCollectionMetadata) ? Metadata : null;

    public VectorStoreCollectionMetadata Metadata { get; } = new() { CollectionName = "pages" };
}
