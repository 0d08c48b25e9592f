namespace Journey;

/// <summary>A collection of a vector store.</summary>
public abstract class Introduced_bridges : Introduced
{
    public IVectorSearchable<Page> collection => new PageCollection(found);

    private sealed class PageCollection(Page[] pages) : IVectorSearchable<Page>
    {
        public IAsyncEnumerable<VectorSearchResult<Page>> SearchAsync<TInput>(
            TInput searchValue, int top, VectorSearchOptions<Page>? options = null, CancellationToken cancellationToken = default)
            where TInput : notnull =>
            pages.Take(top).Select(page => new VectorSearchResult<Page>(page, page.Bm25)).ToAsyncEnumerable();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;
    }
}
