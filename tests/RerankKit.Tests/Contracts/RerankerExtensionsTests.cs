using RerankKit.Conformance;

namespace RerankKit.Tests.Contracts;

public class RerankerExtensionsTests
{
    private sealed record Page(string Slug, string Body, double Bm25);

    private static readonly Page[] Pages = [new("short", "a", 3), new("long", "aaa", 2), new("middle", "aa", 1)];

    [Test]
    public async Task OwnItemsComeBackInTheirNewOrder()
    {
        var inner = new StubReranker(text => text.Length);
        RerankedList<Page> ranked = await inner.RerankAsync("q", Pages, page => page.Body, page => page.Bm25, page => page.Slug);

        Assert.That(ranked.Select(entry => (entry.Item.Slug, entry.Score)), Is.EqualTo(new[] { ("long", 3.0), ("middle", 2.0), ("short", 1.0) }));
        Assert.That(ranked.Response.ScoreKind, Is.EqualTo(RerankScoreKind.Logit));
        RerankCandidate first = inner.Calls.Single().Candidates[0];
        Assert.That((first.Id, first.Score, first.Item), Is.EqualTo(("short", (double?)3, (object)Pages[0])));
    }

    [Test]
    public async Task AnAsynchronousSequenceIsReadToItsEnd()
    {
        static async IAsyncEnumerable<Page> Stream()
        {
            foreach (Page page in Pages)
            {
                await Task.Yield();
                yield return page;
            }
        }

        RerankedList<Page> ranked = await new StubReranker(text => text.Length).RerankAsync("q", Stream(), page => page.Body, options: new() { TopN = 1 });

        Assert.That(ranked.Select(entry => entry.Item.Slug), Is.EqualTo(new[] { "long" }));
    }

    [Test]
    public async Task PlainTextsAreRankedByIndex()
    {
        RerankResponse response = await new StubReranker(text => text.Length).RerankAsync("q", ["a", "aaa"], new() { TopN = 1 });
        Assert.That(response.Results.Single().Index, Is.EqualTo(1));
    }

    [Test]
    public void MissingArgumentsAreRefused()
    {
        using var reranker = new StubReranker();
        Assert.That(async () => await reranker.RerankAsync("q", (IEnumerable<string>)null!), Throws.ArgumentNullException);
        Assert.That(async () => await reranker.RerankAsync("q", Pages, null!), Throws.ArgumentNullException);
        Assert.That(async () => await reranker.RerankAsync("q", (IAsyncEnumerable<Page>)null!, page => page.Body), Throws.ArgumentNullException);
        Assert.That(async () => await ((IReranker)null!).RerankAsync("q", Pages, page => page.Body), Throws.ArgumentNullException);
    }

    [Test]
    public void OptionsRefuseWhatMeansNothingAndCloneDeeply()
    {
        Assert.That(() => new RerankOptions { TopN = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("TopN is 0"));
        Assert.That(() => new RerankOptions { MaxTokensPerDocument = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RerankOptions { TimeBudget = TimeSpan.Zero }, Throws.InstanceOf<ArgumentOutOfRangeException>());

        var options = new RerankOptions
        {
            TopN = 5,
            ModelId = "m",
            MaxTokensPerDocument = 7,
            Instruction = "i",
            TimeBudget = TimeSpan.FromSeconds(1),
            Scope = "s",
            ConversationId = "c",
            AdditionalProperties = new() { ["k"] = 1 },
        };
        RerankOptions copy = options.Clone();
        copy.AdditionalProperties!["k"] = 2;
        Assert.That(options.AdditionalProperties["k"], Is.EqualTo(1));
        Assert.That(
            (copy.TopN, copy.ModelId, copy.MaxTokensPerDocument, copy.Instruction, copy.TimeBudget, copy.Scope, copy.ConversationId),
            Is.EqualTo((5, "m", 7, "i", (TimeSpan?)TimeSpan.FromSeconds(1), "s", "c")));
    }

    [Test]
    public void AResultTellsWhetherItsNumbersAreKnown()
    {
        var plain = new RerankResult(1, 2);
        var full = new RerankResult(1, 2) { RawScore = 0, TokenCount = 0, IsTruncated = true };
        Assert.That((plain.RawScore, plain.TokenCount, plain.IsTruncated), Is.EqualTo(((double?)null, (int?)null, false)));
        Assert.That((full.RawScore, full.TokenCount, full.IsTruncated), Is.EqualTo(((double?)0, (int?)0, true)));
    }
}
