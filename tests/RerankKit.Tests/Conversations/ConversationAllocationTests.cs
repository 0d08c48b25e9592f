using RerankKit.Conformance;

namespace RerankKit.Tests.Conversations;

public class ConversationAllocationTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task AKeptOrderAllocatesItsResponseOnly(bool isShuffled)
    {
        using var reranker = new ConversationReranker(new StubReranker(), new() { MaxTurns = 1_000_000 });
        RerankCandidate[] candidates = [.. Enumerable.Range(0, 100).Select(i => new RerankCandidate($"{i} {new string('x', 700)}") { Id = $"{i}", Score = -i })];
        var options = new RerankOptions { ConversationId = "c", Scope = "s" };
        await reranker.RerankAsync("What is reciprocal rank fusion?", candidates, options);
        if (isShuffled)
        {
            new Random(1).Shuffle(candidates);
        }

        for (int i = 0; i < 200; i++)
        {
            await reranker.RerankAsync("And what does k do?", candidates, options);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Task<RerankResponse> turn = reranker.RerankAsync("And what does k do?", candidates, options);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(turn.IsCompletedSuccessfully, Is.True);
        Assert.That((await turn).Stages[0].Decision, Is.EqualTo("reused"));
        Assert.That(allocated, Is.LessThan(4_800), "100 results of 40 bytes, the response, its stage and the task");
    }
}
