using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.DocumentContext;

public class DocumentContextCacheTests
{
    [Test]
    public async Task TheCacheKnowsAPassageByTheTextThatWasScored()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseDocumentContext(candidate => (string?)candidate.Item).UseCache().Build();

        await reranker.RerankAsync("q", [Titled("Click Save.", "Keys")]);
        RerankResponse again = await reranker.RerankAsync("q", [Titled("Click Save.", "Keys")]);
        RerankResponse renamed = await reranker.RerankAsync("q", [Titled("Click Save.", "Invoices")]);

        Assert.That(again.Results[0].Placement, Is.EqualTo(RerankPlacement.Cached));
        Assert.That(renamed.Results[0].Placement, Is.EqualTo(RerankPlacement.Scored));
        Assert.That(inner.Calls.Select(call => call.Candidates[0].Text), Is.EqualTo(new[] { "Click Save.\nKeys", "Click Save.\nInvoices" }));
    }

    [Test]
    public async Task InvalidationGoesByTheCandidatesOwnId()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseStandardPipeline(options =>
        {
            options.ShortCircuit = false;
            options.DocumentContext = new() { Context = candidate => (string?)candidate.Item };
        }).Build();
        RerankCandidate candidate = Titled("Click Save.", "Keys") with { Id = "doc-17" };

        await reranker.RerankAsync("q", [candidate]);
        await reranker.GetService<IRerankCache>()!.InvalidateAsync("doc-17");
        await reranker.RerankAsync("q", [candidate]);

        Assert.That(inner.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ACacheOutsideIsPassedByBecauseItWouldMixUpPassagesOfTheSameText()
    {
        using IReranker reranker = new StubReranker(text => text.Length).AsBuilder().UseCache().UseDocumentContext(candidate => (string?)candidate.Item).Build();

        RerankResponse response = await reranker.RerankAsync("q", [Titled("Click Save.", "x"), Titled("Click Save.", "longer")]);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 0 }));
        Assert.That((response.Stages[0].Name, response.Stages[0].Decision), Is.EqualTo(("cache", "bypassed")));
        Assert.That(response.Stages[0].Reason, Does.Contain("UseDocumentContext, belongs outside of the cache"));
    }

    [Test]
    public async Task ACacheAroundACascadeWhoseStageHasContextIsPassedByToo()
    {
        IReranker stage = new StubReranker(text => text.Length).AsBuilder().UseDocumentContext(candidate => (string?)candidate.Item).Build();
        using IReranker reranker = new CascadeReranker([new(new StubReranker(_ => 0.0)) { Keep = 2 }, new(stage)]).AsBuilder().UseCache().Build();

        await reranker.RerankAsync("q", [Titled("a", "x"), Titled("b", "y")]);
        RerankResponse renamed = await reranker.RerankAsync("q", [Titled("a", "x"), Titled("b", "longer")]);

        Assert.That(renamed.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 0 }));
    }

    private static RerankCandidate Titled(string text, string title) => new(text) { Item = title };
}
