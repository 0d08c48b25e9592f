using RerankKit.LateInteraction;

namespace RerankKit.Sqlite.Tests.TokenVectors;

/// <summary>What is hot is seen by reading what was changed behind the library's back: only memory still has the old bytes.</summary>
public class HotVectorsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task WhatWasReadIsReadFromMemoryTheNextTime()
    {
        using RerankDatabase database = await OpenAsync(hotBytes: 1 << 20);
        ITokenVectorStore store = database.OpenTokenVectors("r");
        await store.AssertHoldsAsync(Documents.Entries(5));
        Damage();
        await store.AssertHoldsAsync(Documents.Entries(5));
        Assert.That(async () => await database.OpenTokenVectors("r").ReadAsync(Documents.Entries(5).Keys()), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task WithoutABudgetEverythingIsReadFromTheFile()
    {
        using RerankDatabase database = await OpenAsync(hotBytes: 0);
        ITokenVectorStore store = database.OpenTokenVectors("r");
        await store.AssertHoldsAsync(Documents.Entries(5));
        Damage();
        Assert.That(async () => await store.ReadAsync(Documents.Entries(5).Keys()), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task WhatAnotherConnectionDeletesIsNotServed()
    {
        using RerankDatabase database = await OpenAsync(hotBytes: 1 << 20);
        ITokenVectorStore store = database.OpenTokenVectors("r");
        await store.AssertHoldsAsync(Documents.Entries(5));
        using var other = RerankDatabase.Open(_folder.File());
        await other.OpenTokenVectors("r").DeleteAsync(["document 2"]);
        Assert.That(await store.ContainsAsync([Documents.Key("document 2")]), Is.EqualTo(new[] { false }));
        Assert.That(await store.HasAsync(Documents.Key("document 2")), Is.False);
    }

    [Test]
    public async Task WhatAnotherConnectionReplacesIsNotServed()
    {
        using RerankDatabase database = await OpenAsync(hotBytes: 1 << 20);
        ITokenVectorStore store = database.OpenTokenVectors("r");
        await store.AssertHoldsAsync(Documents.Entries(5));
        using var other = RerankDatabase.Open(_folder.File());
        TokenVectorEntry changed = Documents.Entry("document 2", "new");
        TokenVectorEntry sameText = new(Documents.Key("document 3"), Documents.Entry("other vectors").Vectors);
        await other.OpenTokenVectors("r").WriteAsync([changed, sameText]);
        Assert.That(await store.HasAsync(Documents.Key("document 2")), Is.False);
        await store.AssertHoldsAsync([changed, sameText]);
    }

    [Test]
    public async Task WhatAnotherConnectionAddsLeavesTheMemoryAsItIs()
    {
        using RerankDatabase database = await OpenAsync(hotBytes: 1 << 20);
        ITokenVectorStore store = database.OpenTokenVectors("r");
        await store.AssertHoldsAsync(Documents.Entries(5));
        using var other = RerankDatabase.Open(_folder.File());
        await other.OpenTokenVectors("r").WriteAsync([Documents.Entry("added")]);
        Damage();
        await store.AssertHoldsAsync(Documents.Entries(5));
    }

    [Test]
    public async Task TheStoresOwnChangesDropOnlyWhatTheyChange()
    {
        using RerankDatabase database = await OpenAsync(hotBytes: 1 << 20);
        ITokenVectorStore store = database.OpenTokenVectors("r");
        await store.AssertHoldsAsync(Documents.Entries(5));
        await store.WriteAsync([Documents.Entry("document 1", "new"), Documents.Entry("added")]);
        await store.DeleteAsync(["document 4"]);
        await store.AssertHoldsAsync([Documents.Entry("document 1", "new"), Documents.Entry("added")]);
        Assert.That(await store.HasAsync(Documents.Key("document 4")), Is.False);
        Assert.That(await store.HasAsync(Documents.Key("document 1")), Is.False);
        Damage();
        await store.AssertHoldsAsync([Documents.Entry("document 0"), Documents.Entry("document 2"), Documents.Entry("document 3")]);
    }

    [Test]
    public async Task TheBudgetIsKept()
    {
        long budget = 3 * TokenVectorTable.CostOf("document 0", 96);
        using RerankDatabase database = await OpenAsync(budget);
        ITokenVectorStore store = database.OpenTokenVectors("r");
        await store.AssertHoldsAsync(Documents.Entries(5));
        Damage();
        await store.AssertHoldsAsync(Documents.Entries(3));
        Assert.That(async () => await store.ReadAsync([Documents.Key("document 3")]), Throws.TypeOf<InvalidDataException>());
        Assert.That(async () => await store.ReadAsync([Documents.Key("document 4")]), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task VectorsInUseOutliveTheirPlaceInMemory()
    {
        using RerankDatabase database = await OpenAsync(hotBytes: 1 << 20);
        ITokenVectorStore store = database.OpenTokenVectors("r");
        await store.AssertHoldsAsync(Documents.Entries(5));
        using StoredTokenVectors held = await store.ReadAsync([Documents.Key("document 0")]);
        await store.DeleteAsync(["document 0"]);
        store.Dispose();
        Assert.That(held.TryGet(0, out ReadOnlyMemory<byte> bytes), Is.True);
        Assert.That(bytes.Span.SequenceEqual(Documents.Entry("document 0").Encoded()), Is.True);
    }

    private async Task<RerankDatabase> OpenAsync(long hotBytes)
    {
        var database = RerankDatabase.Open(_folder.File(), new() { HotCacheBytes = hotBytes, SurvivesPowerFailure = false });
        await database.OpenTokenVectors("r", Documents.Codec).WriteAsync(Documents.Entries(5));
        return database;
    }

    private void Damage() => Documents.Execute(_folder.File(), "UPDATE vectors SET bytes = zeroblob(length(bytes))");
}
