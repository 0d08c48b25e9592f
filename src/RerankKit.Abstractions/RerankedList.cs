using System.Collections;

namespace RerankKit;

/// <summary>The caller's own items in their new order, with the response they came from.</summary>
/// <typeparam name="T">The caller's type.</typeparam>
public sealed class RerankedList<T> : IReadOnlyList<Reranked<T>>
{
    private readonly IReadOnlyList<T> _items;

    internal RerankedList(IReadOnlyList<T> items, RerankResponse response)
    {
        _items = items;
        Response = response;
    }

    /// <summary>The whole response: score kind, model, usage, stages.</summary>
    public RerankResponse Response { get; }

    /// <inheritdoc/>
    public int Count => Response.Results.Count;

    /// <inheritdoc/>
    public Reranked<T> this[int index]
    {
        get
        {
            RerankResult result = Response.Results[index];
            return new(_items[result.Index], result);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<Reranked<T>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
