namespace RerankKit;

/// <summary>Begins inner calls.</summary>
internal static class CallStart
{
    /// <summary>Calls a reranker. A failure before its first await is in the task too, not thrown here.</summary>
    public static Task<RerankResponse> BeginAsync(
        this IReranker reranker,
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CancellationToken cancellationToken)
    {
        try
        {
            return reranker.RerankAsync(query, candidates, options, cancellationToken);
        }
        catch (Exception exception)
        {
            return Task.FromException<RerankResponse>(exception);
        }
    }
}
