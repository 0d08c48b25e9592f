namespace RerankKit.Embedded.Tests;

public class AllocationTests
{
    private static readonly RerankCandidate[] Candidates =
        [.. Enumerable.Range(0, 100).Select(i => new RerankCandidate($"{Passages.Texts[i % 4]} This is passage {i}, about the same as others of the list.") { Score = 100 - i })];

    [TestCase(0, TestName = "WhatACallAllocatesIsItsResponse(texts read)")]
    [TestCase(200, TestName = "WhatACallAllocatesIsItsResponse(texts kept)")]
    public void WhatACallAllocatesIsItsResponse(int cachedTexts)
    {
        using var reranker = new EmbeddedReranker(new() { CachedTexts = cachedTexts });
        for (int call = 0; call < 5; call++)
        {
            reranker.RerankAsync(Passages.Query, Candidates).GetAwaiter().GetResult();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        RerankResponse response = reranker.RerankAsync(Passages.Query, Candidates).GetAwaiter().GetResult();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Hundred results, the response, its stage and the finished task; nothing that grows with the texts.
        Assert.That(response.Results, Has.Count.EqualTo(100));
        Assert.That(allocated, Is.LessThan(8_000));
    }
}
