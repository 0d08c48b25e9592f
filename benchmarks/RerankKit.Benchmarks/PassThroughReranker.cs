namespace RerankKit.Benchmarks;

/// <summary>A reranker that does nothing: the answer for each list length is made once. What remains is the cost of the pipeline.</summary>
internal sealed class PassThroughReranker : IReranker
{
    private readonly Dictionary<int, Task<RerankResponse>> _responses = [];

    public Task<RerankResponse> RerankAsync(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (!_responses.TryGetValue(candidates.Count, out Task<RerankResponse>? response))
        {
            // Seven is prime to the lengths used, so the order is neither the first stage's nor its reverse.
            int count = candidates.Count;
            RerankResult[] results = [.. Enumerable.Range(0, count).Select(rank => new RerankResult(rank * 7 % count, count - rank))];
            response = Task.FromResult(new RerankResponse(results) { ScoreKind = RerankScoreKind.Logit });
            _responses.Add(count, response);
        }

        return response;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(RerankerMetadata) ? new RerankerMetadata("pass-through") : null;

    public void Dispose()
    {
    }
}
