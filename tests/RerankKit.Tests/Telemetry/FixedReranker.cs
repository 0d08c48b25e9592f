namespace RerankKit.Tests.Telemetry;

/// <summary>Gives the same task on every call and allocates nothing.</summary>
internal sealed class FixedReranker : IReranker
{
    public Task<RerankResponse> Answer { get; } = Task.FromResult(new RerankResponse([new(0, 1)])
    {
        ScoreKind = RerankScoreKind.Logit,
        Stages = [new("fixed", "scored") { CandidatesIn = 1, CandidatesScored = 1 }],
    });

    public Task<RerankResponse> RerankAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options = null, CancellationToken cancellationToken = default) => Answer;

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    /// <summary>Bytes that a call allocates on this thread.</summary>
    public static double AllocatedPerCall(IReranker reranker)
    {
        const int Calls = 1000;
        RerankCandidate[] candidates = ["a"];
        for (int i = 0; i < 100; i++)
        {
            _ = reranker.RerankAsync("q", candidates);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            _ = reranker.RerankAsync("q", candidates);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Calls;
    }
}
