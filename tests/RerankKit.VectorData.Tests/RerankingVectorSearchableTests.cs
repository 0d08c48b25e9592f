using Microsoft.Extensions.VectorData;
using Microsoft.SemanticKernel.Data;
using RerankKit.Conformance;

namespace RerankKit.VectorData.Tests;

public sealed class RerankingVectorSearchableTests
{
    private static readonly StubReranker Backwards = new(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    [Test]
    public async Task ASearchGoesDeeperAndGivesTheBest()
    {
        MemoryCollection collection = Numbered(100);
        IVectorSearchable<Page> reranking = collection.UseReranking(Backwards, page => page.Text, candidates: 20);

        VectorSearchResult<Page>[] best = await reranking.SearchAsync("which", top: 3).ToArrayAsync();

        Assert.That(best.Select(result => result.Record.Text), Is.EqualTo(["19", "18", "17"]));
        Assert.That(best.Select(result => result.Score), Is.EqualTo([81, 82, 83]), "the store's own");
        Assert.That(collection.Searches.Single().Top, Is.EqualTo(20));
        Assert.That(collection.Searches.Single().Value, Is.EqualTo("which"));
    }

    [Test]
    public async Task WhatIsSkippedArePlacesOfTheNewRanking()
    {
        MemoryCollection collection = Numbered(100);
        IVectorSearchable<Page> reranking = collection.UseReranking(Backwards, page => page.Text, candidates: 10);

        string[] second = await reranking.SearchAsync("which", top: 2, new() { Skip = 2 }).Select(result => result.Record.Text).ToArrayAsync();
        string[] deep = await reranking.SearchAsync("which", top: 20, new() { Skip = 10 }).Select(result => result.Record.Text).ToArrayAsync();

        Assert.That(second, Is.EqualTo(["7", "6"]));
        Assert.That(deep, Has.Length.EqualTo(20).And.ItemAt(0).EqualTo("19"));
        Assert.That(collection.Searches.Select(search => (search.Top, search.Options!.Skip)), Is.EqualTo([(10, 0), (30, 0)]));
    }

    [Test]
    public async Task EveryOtherOptionGoesInward()
    {
        MemoryCollection collection = Numbered(3);
        var options = new VectorSearchOptions<Page> { Filter = page => page.Slug != "1", VectorProperty = page => page.Text, IncludeVectors = true, ScoreThreshold = 0.5, Skip = 1 };

        await collection.UseReranking(Backwards, page => page.Text).SearchAsync("which", top: 2, options).ToArrayAsync();

        foreach (System.Reflection.PropertyInfo property in typeof(VectorSearchOptions<Page>).GetProperties())
        {
            object? expected = property.Name == nameof(options.Skip) ? 0 : property.GetValue(options);
            Assert.That(expected, Is.Not.Null, $"{property.Name} is new: it has to go inward too");
            Assert.That(property.GetValue(collection.Searches.Single().Options), Is.EqualTo(expected), property.Name);
        }
    }

    [Test]
    public async Task OptionsOfTheRerankingAreKeptButForTopN()
    {
        var reranker = new StubReranker();
        var options = new RerankOptions { Instruction = "newest first", TopN = 1 };
        VectorSearchResult<Page>[] best = await Numbered(3).UseReranking(reranker, page => page.Text, options: options).SearchAsync("which", top: 2).ToArrayAsync();

        Assert.That(best, Has.Length.EqualTo(2));
        Assert.That(reranker.Calls.Single().Options!.Instruction, Is.EqualTo("newest first"));
        Assert.That(reranker.Calls.Single().Options!.TopN, Is.EqualTo(2));
        Assert.That(options.TopN, Is.EqualTo(1));
    }

    [Test]
    public void ASearchForAVectorHasNoWordsToRerankBy()
    {
        IVectorSearchable<Page> reranking = Numbered(3).UseReranking(Backwards, page => page.Text);
        ArgumentException? refusal = Assert.Throws<ArgumentException>(() => reranking.SearchAsync(new ReadOnlyMemory<float>([1]), top: 2));
        Assert.That(refusal!.Message, Does.Contain("ReadOnlyMemory").And.Contain("RerankAsync"));
        Assert.Throws<ArgumentOutOfRangeException>(() => reranking.SearchAsync("which", top: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(3).UseReranking(Backwards, page => page.Text, candidates: 0));
    }

    [Test]
    public void CancellationOfTheEnumerationReachesTheSearchAndTheReranker()
    {
        using var cancellation = new CancellationTokenSource();
        var reranker = new StubReranker(call =>
        {
            cancellation.Cancel();
            call.CancellationToken.ThrowIfCancellationRequested();
            return RerankResponse.Empty;
        });
        Assert.CatchAsync<OperationCanceledException>(async () =>
        {
            await foreach (VectorSearchResult<Page> result in Numbered(3).UseReranking(reranker, page => page.Text).SearchAsync("which", top: 2).WithCancellation(cancellation.Token))
            {
                Assert.Fail($"{result.Record} came after the cancellation");
            }
        });
        Assert.That(reranker.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public void ItsServicesAreTheRerankerAndTheCollections()
    {
        MemoryCollection collection = Numbered(3);
        IVectorSearchable<Page> reranking = collection.UseReranking(Backwards, page => page.Text);
        Assert.That(reranking.GetService(typeof(IReranker)), Is.SameAs(Backwards));
        Assert.That(reranking.GetService(typeof(VectorStoreCollectionMetadata)), Is.SameAs(collection.Metadata));
        Assert.That(reranking.GetService(typeof(IVectorSearchable<Page>)), Is.SameAs(reranking));
    }

    [Test]
    public async Task SemanticKernelsTextSearchOverItGivesTheBest()
    {
        var search = new VectorStoreTextSearch<Page>(
            Numbered(100).UseReranking(Backwards, page => page.Text, candidates: 20),
            new TextSearchStringMapper(page => ((Page)page).Text),
            new TextSearchResultMapper(page => new(((Page)page).Text) { Name = ((Page)page).Slug }));
        ITextSearch<Page> texts = search;

        KernelSearchResults<string> best = await texts.SearchAsync("which", new TextSearchOptions<Page> { Top = 2 });

        Assert.That(await best.Results.ToArrayAsync(), Is.EqualTo(["19", "18"]));
    }

    private static MemoryCollection Numbered(int count) =>
        new([.. Enumerable.Range(0, count).Select(i => new VectorSearchResult<Page>(new(FormattableString.Invariant($"page-{i}"), FormattableString.Invariant($"{i}")), count - i))]);
}
