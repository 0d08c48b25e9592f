using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.DocumentContext;

public class DocumentContextRerankerTests
{
    [Test]
    public async Task AShortPassageIsScoredWithItsContextBehindIt()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseDocumentContext<Page>(page => page.Title).Build();

        RerankResponse response = await reranker.RerankAsync("q", [Candidate("Click Save.", "Rotating keys")]);

        Assert.That(inner.Calls.Single().Candidates[0].Text, Is.EqualTo("Click Save.\nRotating keys"));
        Assert.That((response.Stages[0].Name, response.Stages[0].Decision), Is.EqualTo(("document-context", "added")));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("1 of 1 passages with their context"));
    }

    [Test]
    public async Task TheStagesInsideSeeTheCallersIdsScoresAndItems()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseDocumentContext<Page>(page => page.Title).Build();
        RerankCandidate[] candidates = [Candidate("a", "A") with { Id = "1", Score = 3 }, Candidate("b", "B") with { Id = "2", Score = 2 }];

        await reranker.RerankAsync("q", candidates);

        Assert.That(
            inner.Calls.Single().Candidates.Select(candidate => candidate with { Text = "" }),
            Is.EqualTo(candidates.Select(candidate => candidate with { Text = "" })));
        Assert.That(candidates[0].Text, Is.EqualTo("a"), "the caller's candidates are theirs");
    }

    [Test]
    public async Task ResultsPointIntoTheCallersCandidates()
    {
        using IReranker reranker = new StubReranker(text => text.Length).AsBuilder().UseDocumentContext<Page>(page => page.Title).Build();

        RerankedList<Page> ranked = await reranker.RerankAsync("q", [new Page("short", "x"), new Page("s", "a long title")], page => page.Body);

        Assert.That(ranked.Select(entry => entry.Item.Body), Is.EqualTo(new[] { "s", "short" }));
    }

    [Test]
    public async Task LongPassagesAreLeftAsTheyAreUnlessAllAreAskedFor([Values] bool all)
    {
        string text = string.Join(' ', Enumerable.Repeat("word", 60));
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseDocumentContext<Page>(page => page.Title, options => options.BelowTokens = all ? null : 50).Build();

        RerankResponse response = await reranker.RerankAsync("q", [Candidate(text, "Title")]);

        Assert.That(inner.Calls.Single().Candidates[0].Text, Is.EqualTo(all ? text + "\nTitle" : text));
        Assert.That(response.Stages[0].Decision, Is.EqualTo(all ? "added" : "none"));
    }

    [Test]
    public async Task TheStageSaysWhatBecameOfEachContext()
    {
        using IReranker reranker = new StubReranker().AsBuilder()
            .UseDocumentContext<Page>(page => page.Title, options => (options.BelowTokens, options.MaxContextTokens) = (10, 4))
            .Build();

        RerankResponse response = await reranker.RerankAsync(
            "q", [Candidate("a", "Keys"), Candidate("b", "A title of more than four tokens"), Candidate(new string('c', 40), "Keys"), Candidate("d", " "), Candidate("Keys: how to", "keys"), new("e")]);

        Assert.That(response.Stages[0].Reasons, Is.EqualTo(new[]
        {
            "2 of 6 passages with their context", "1 of them cut", "1 long enough", "2 have none", "1 begin with it",
        }));
    }

    [Test]
    public async Task InsideOfACapOnlyWhatIsScoredGetsAContext()
    {
        int asked = 0;
        using IReranker reranker = new StubReranker().AsBuilder().UseCandidateCap(2).UseDocumentContext(_ => $"{asked++}").Build();

        await reranker.RerankAsync("q", ["a", "b", "c", "d"]);

        Assert.That(asked, Is.EqualTo(2));
    }

    [Test]
    public void AFailingDelegateFailsTheCall()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseDocumentContext(_ => throw new NotSupportedException("no titles today")).Build();
        Assert.That(async () => await reranker.RerankAsync("q", ["a"]), Throws.InstanceOf<NotSupportedException>());
    }

    [Test]
    public async Task WithAFallbackOutsideAFailingDelegateLeavesTheFirstStagesOrder()
    {
        using IReranker reranker = new StubReranker().AsBuilder()
            .UseStandardPipeline(options => options.DocumentContext = new() { Context = _ => throw new NotSupportedException("no titles today") })
            .Build();

        RerankResponse response = await reranker.RerankAsync("q", ["a", "b"]);

        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[] { (0, RerankPlacement.FellBack), (1, RerankPlacement.FellBack) }));
    }

    [Test]
    public void ACandidateWithoutATextIsNamed()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseDocumentContext(_ => "t").Build();
        Assert.That(async () => await reranker.RerankAsync("q", [new RerankCandidate("a"), default]), Throws.ArgumentException.With.Message.Contains("Candidate 1"));
    }

    [Test]
    public void OptionsWithoutAContextOrWithTwoAreRefused()
    {
        Assert.That(() => new DocumentContextReranker(new StubReranker(), new()), Throws.ArgumentException.With.Message.Contains("neither Context nor Template"));
        Assert.That(
            () => new DocumentContextReranker(new StubReranker(), new() { Context = _ => "", Template = "{title}" }),
            Throws.ArgumentException.With.Message.Contains("both Context and Template"));
    }

    [Test]
    public void OptionsRefuseWhatMeansNothing()
    {
        Assert.That(() => new DocumentContextOptions { BelowTokens = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new DocumentContextOptions { MaxContextTokens = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static RerankCandidate Candidate(string text, string title) => new(text) { Item = new Page(text, title) };

    private sealed record Page(string Body, string Title);
}

public class DocumentContextConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseDocumentContext(candidate => $"{candidate.Text.Length} characters").Build();
}

public class DocumentContextInStandardPipelineConformance : RerankerConformanceTests
{
    protected override bool TopNMayChangeTheOrder => true; // the short circuit

    protected override IReranker CreateReranker() =>
        new StubReranker().AsBuilder().UseStandardPipeline(options => options.DocumentContext = new() { Context = candidate => $"{candidate.Text.Length} characters" }).Build();
}
