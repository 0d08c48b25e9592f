using Microsoft.Extensions.VectorData;
using RerankKit.Conformance;

namespace RerankKit.VectorData.Tests;

public sealed class VectorSearchExtensionsTests
{
    private static readonly StubReranker ByKeys = new(text => text.Split("key", StringSplitOptions.None).Length);

    [Test]
    public async Task ResultsComeBackInTheNewOrderWithTheirRecordsAndScores()
    {
        RerankedList<VectorSearchResult<Page>> ranked = await Found().RerankAsync(ByKeys, "rotate a key", page => page.Text, options: new() { TopN = 2 });

        Assert.That(ranked.Select(entry => entry.Item.Record.Slug), Is.EqualTo(["keys", "billing"]));
        Assert.That(ranked.Select(entry => entry.Item.Score), Is.EqualTo([0.8, 0.9]), "the vector store's");
        Assert.That(ranked.Select(entry => entry.Score), Is.EqualTo([2.0, 1.0]), "the reranker's");
        Assert.That(ranked.Response.ModelId, Is.EqualTo("stub-model"));
    }

    [Test]
    public async Task CandidatesHaveTheFirstStagesScoreTheIdAndTheRecord()
    {
        var reranker = new StubReranker();
        await Found().RerankAsync(reranker, "rotate a key", page => page.Text, page => page.Slug);

        StubCall call = reranker.Calls.Single();
        Assert.That(call.Query, Is.EqualTo("rotate a key"));
        Assert.That(call.Candidates.Select(candidate => (candidate.Id, candidate.Score)), Is.EqualTo(new (string?, double?)[] { ("billing", 0.9), ("keys", 0.8), ("locks", 0.7) }));
        Assert.That(call.Candidates.Select(candidate => ((VectorSearchResult<Page>)candidate.Item!).Record.Text), Is.EqualTo(call.Candidates.Select(candidate => candidate.Text)));
    }

    // A distance grows with what is farther: as it is, a cap would keep the farthest.
    [TestCase(null, 0.9)]
    [TestCase(DistanceFunction.CosineSimilarity, 0.9)]
    [TestCase(DistanceFunction.DotProductSimilarity, 0.9)]
    [TestCase(DistanceFunction.CosineDistance, -0.9)]
    [TestCase(DistanceFunction.NegativeDotProductSimilarity, -0.9)]
    [TestCase(DistanceFunction.EuclideanDistance, -0.9)]
    [TestCase(DistanceFunction.EuclideanSquaredDistance, -0.9)]
    [TestCase(DistanceFunction.HammingDistance, -0.9)]
    [TestCase(DistanceFunction.ManhattanDistance, -0.9)]
    public async Task AHigherFirstStageScoreIsNearer(string? distanceFunction, double expected)
    {
        var reranker = new StubReranker();
        RerankedList<VectorSearchResult<Page>> ranked = await Found().RerankAsync(reranker, "keys", page => page.Text, distanceFunction: distanceFunction);

        Assert.That(reranker.Calls.Single().Candidates[0].Score, Is.EqualTo(expected));
        Assert.That(ranked.Select(entry => entry.Item.Score), Is.EquivalentTo([0.9, 0.8, 0.7]), "what the caller gets is the store's");
    }

    [Test]
    public void EveryDistanceFunctionOfTheAbstractionsIsKnown()
    {
        foreach (string name in typeof(DistanceFunction).GetFields().Select(field => (string)field.GetValue(null)!))
        {
            Assert.That(() => MemoryCollection.OfThree.UseReranking(ByKeys, page => page.Text, distanceFunction: name), Throws.Nothing, name);
        }
    }

    [Test]
    public void AnUnknownDistanceFunctionIsRefused()
    {
        ArgumentException? refusal = Assert.ThrowsAsync<ArgumentException>(() => Found().RerankAsync(ByKeys, "keys", page => page.Text, distanceFunction: "Cosine"));
        Assert.That(refusal!.Message, Does.Contain("'Cosine'").And.Contain("DistanceFunction"));
    }

    [Test]
    public async Task ResultsWithoutScoresAreRankedToo()
    {
        var reranker = new StubReranker();
        var collection = new MemoryCollection(new VectorSearchResult<Page>(new("keys", "Keys."), null));
        await collection.SearchAsync("keys", 10).RerankAsync(reranker, "keys", page => page.Text, distanceFunction: DistanceFunction.CosineDistance);
        Assert.That(reranker.Calls.Single().Candidates.Single().Score, Is.Null);
    }

    [Test]
    public async Task NothingFoundIsNothingRanked() =>
        Assert.That(await new MemoryCollection().SearchAsync("keys", 10).RerankAsync(ByKeys, "keys", page => page.Text), Is.Empty);

    [Test]
    public void CancellationEndsTheSearch()
    {
        using var cancellation = new CancellationTokenSource();
        var reranker = new StubReranker();
        var collection = new MemoryCollection(new VectorSearchResult<Page>(new("a", "A."), 1), new VectorSearchResult<Page>(new("b", "B."), 0.5))
        {
            BeforeResult = index =>
            {
                if (index == 1)
                {
                    cancellation.Cancel();
                }
            },
        };
        Assert.CatchAsync<OperationCanceledException>(
            () => collection.SearchAsync("keys", 10).RerankAsync(reranker, "keys", page => page.Text, cancellationToken: cancellation.Token));
        Assert.That(reranker.Calls, Is.Empty);
    }

    [Test]
    public void AFailedSearchIsTheCallersToSee()
    {
        var collection = new MemoryCollection(new VectorSearchResult<Page>(new("a", "A."), 1)) { BeforeResult = _ => throw new VectorStoreException("gone") };
        Assert.That(() => collection.SearchAsync("keys", 10).RerankAsync(ByKeys, "keys", page => page.Text), Throws.TypeOf<VectorStoreException>());
    }

    private static IAsyncEnumerable<VectorSearchResult<Page>> Found() => MemoryCollection.OfThree.SearchAsync("rotate a key", 50);
}
