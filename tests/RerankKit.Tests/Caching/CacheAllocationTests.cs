using RerankKit.Conformance;

namespace RerankKit.Tests.Caching;

public class CacheAllocationTests
{
    [Test]
    public async Task AFullHitAllocatesItsResponseOnly()
    {
        using CachingReranker reranker = new(new StubReranker());
        RerankCandidate[] candidates = [.. Enumerable.Range(0, 100).Select(i => new RerankCandidate($"{i} {new string('x', 700)}") { Id = $"{i}", Score = -i })];
        await reranker.InvalidateAsync("50");
        await reranker.RerankAsync("What is reciprocal rank fusion?", candidates);
        for (int i = 0; i < 200; i++)
        {
            await reranker.RerankAsync("What is reciprocal rank fusion?", candidates);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Task<RerankResponse> hit = reranker.RerankAsync("What is reciprocal rank fusion?", candidates);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(hit.IsCompletedSuccessfully, Is.True);
        Assert.That((await hit).Stages[0].Decision, Is.EqualTo("hit"));
        Assert.That(allocated, Is.LessThan(4_800), "100 results of 40 bytes, the response, its stage and the task");
    }
}
