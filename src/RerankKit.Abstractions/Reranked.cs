namespace RerankKit;

/// <summary>One of the caller's own items with its place in the ranking.</summary>
/// <typeparam name="T">The caller's type.</typeparam>
/// <param name="Item">The caller's item.</param>
/// <param name="Result">Its place: index in the caller's list, score, and where the position came from.</param>
public readonly record struct Reranked<T>(T Item, RerankResult Result)
{
    /// <summary>The score, as in <see cref="RerankResult.Score"/>.</summary>
    public double Score => Result.Score;
}
