using RerankKit.LateInteraction;

namespace RerankKit.Sqlite.Tests.TokenVectors;

public class SqliteTokenVectorStoreTests
{
    private TemporaryFolder _folder = null!;
    private RerankDatabase _database = null!;
    private ITokenVectorStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new();
        _database = RerankDatabase.Open(_folder.File(), new() { SurvivesPowerFailure = false });
        _store = _database.OpenTokenVectors("r", Documents.Codec);
    }

    [TearDown]
    public void TearDown()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task WhatIsWrittenIsReadInTheOrderOfTheKeys()
    {
        TokenVectorEntry[] entries = [.. Enumerable.Range(0, 50).Select(i => Documents.Entry($"document {i}", tokens: 1 + (i * 7 % 40)))];
        await _store.WriteAsync(entries);
        await _store.AssertHoldsAsync(entries);
        await _store.AssertHoldsAsync([.. entries.Reverse()]);
        await _store.AssertHoldsAsync([entries[3], entries[3], entries[4], entries[3]]);
    }

    [Test]
    public async Task WhatIsUnknownOrHasAnotherTextIsNotFound()
    {
        await _store.WriteAsync([Documents.Entry("a"), Documents.Entry("b")]);
        using StoredTokenVectors stored = await _store.ReadAsync([Documents.Key("unknown"), Documents.Key("a", "another text"), Documents.Key("b")]);
        Assert.That((stored.Count, stored.HitCount), Is.EqualTo((3, 1)));
        Assert.That(stored.TryGet(0, out _), Is.False);
        Assert.That(stored.TryGet(1, out _), Is.False);
        Assert.That(stored.TryGet(2, out _), Is.True);
        Assert.That(
            await _store.ContainsAsync([Documents.Key("unknown"), Documents.Key("a", "another text"), Documents.Key("b")]),
            Is.EqualTo(new[] { false, false, true }));
    }

    [Test]
    public async Task NoKeysAndNoEntriesAreNoWork()
    {
        using StoredTokenVectors stored = await _store.ReadAsync([]);
        Assert.That(stored.Count, Is.Zero);
        Assert.That(await _store.ContainsAsync([]), Is.Empty);
        await _store.WriteAsync([]);
        Assert.That(await _store.DeleteAsync([]), Is.Zero);
    }

    [Test]
    public async Task ADocumentThatHasChangedReplacesTheOldOne()
    {
        await _store.WriteAsync([Documents.Entry("a", "old", tokens: 9), Documents.Entry("b")]);
        TokenVectorEntry changed = Documents.Entry("a", "new", tokens: 2);
        await _store.WriteAsync([changed]);
        await _store.AssertHoldsAsync([changed, Documents.Entry("b")]);
        Assert.That(await _store.HasAsync(Documents.Key("a", "old")), Is.False);
        Assert.That(await _store.GetStatisticsAsync(), Is.EqualTo(new TokenVectorStoreStatistics(2, 5, 5 * 32)));
    }

    [Test]
    public async Task OfEntriesWithOneIdTheLastOneStays()
    {
        await _store.WriteAsync([Documents.Entry("a", "first"), Documents.Entry("b"), Documents.Entry("a", "last", tokens: 5)]);
        await _store.AssertHoldsAsync([Documents.Entry("a", "last", tokens: 5), Documents.Entry("b")]);
        Assert.That((await _store.GetStatisticsAsync()).DocumentCount, Is.EqualTo(2));
        Assert.That((await _database.VerifyAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task DeletingPassesUnknownIdsOver()
    {
        await _store.WriteAsync(Documents.Entries(4));
        Assert.That(await _store.DeleteAsync(["document 1", "unknown", "document 3", "document 1"]), Is.EqualTo(2));
        Assert.That(await _store.ContainsAsync(Documents.Entries(4).Keys()), Is.EqualTo(new[] { true, false, true, false }));
        Assert.That((await _database.VerifyAsync()).DocumentCount, Is.EqualTo(2));
        Assert.That((await _database.VerifyAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task IdsAreWhatTheyAreToTheLastCodeUnit()
    {
        string[] ids =
        [
            "", " ", "é", "e\u0301", "É", "日本語", "🦊", "\ud83e", "\udd8a", "\ufffd", "a\0", "a\0b", "a", "A", "' OR 1=1 --", "#123", new string('x', 5000),
        ];
        TokenVectorEntry[] entries = [.. ids.Select((id, i) => Documents.Entry(id, tokens: i + 1))];
        await _store.WriteAsync(entries);
        await _store.AssertHoldsAsync(entries);
        Assert.That((await _store.GetStatisticsAsync()).DocumentCount, Is.EqualTo(ids.Length));
        Assert.That((await _database.VerifyAsync()).Problems, Is.Empty);
        Assert.That(await _store.DeleteAsync(["\ud83e", "é", "a\0"]), Is.EqualTo(3));
        await _store.AssertHoldsAsync([.. entries.Where(entry => entry.Key.Id is not ("\ud83e" or "é" or "a\0"))]);
    }

    [Test]
    public async Task ADocumentMayHaveNoVectors()
    {
        TokenVectorEntry empty = Documents.Entry("empty", tokens: 0);
        await _store.WriteAsync([empty]);
        await _store.AssertHoldsAsync([empty]);
        Assert.That((await _database.VerifyAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task ALongDocumentIsKept()
    {
        ITokenVectorStore store = _database.OpenTokenVectors("wide", TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 128));
        TokenVectorEntry[] entries = [Documents.Entry("long", tokens: 8192, dimension: 128), Documents.Entry("longer", tokens: 9000, dimension: 128)];
        await store.WriteAsync(entries);
        await store.AssertHoldsAsync(entries);
        await store.AssertHoldsAsync(entries);
    }

    [Test]
    public async Task TenThousandDocumentsAreKept()
    {
        TokenVectorEntry[] entries = Documents.Entries(10_000, tokens: 2);
        foreach (TokenVectorEntry[] batch in entries.Chunk(1000))
        {
            await _store.WriteAsync(batch);
        }

        await _store.AssertHoldsAsync(entries);
        Assert.That(await _store.GetStatisticsAsync(), Is.EqualTo(new TokenVectorStoreStatistics(10_000, 20_000, 20_000 * 32)));
        Assert.That((await _database.VerifyAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task ABadEntryKeepsAllOthersOut([Values("dimension", "NaN", "infinity", "no vectors", "no id")] string fault)
    {
        TokenVectorEntry good = Documents.Entry("good");
        TokenVectorEntry bad = fault switch
        {
            "dimension" => Documents.Entry("bad", dimension: 4),
            "NaN" => new(Documents.Key("bad"), new(Enumerable.Range(0, 16).Select(i => i == 9 ? float.NaN : i).ToArray(), Documents.Dimension)),
            "infinity" => new(Documents.Key("bad"), new(Enumerable.Range(0, 16).Select(i => i == 15 ? float.NegativeInfinity : i).ToArray(), Documents.Dimension)),
            "no vectors" => new(Documents.Key("bad"), null!),
            _ => new(default, Documents.Entry("x").Vectors),
        };
        Assert.That(
            async () => await _store.WriteAsync([good, bad]),
            Throws.ArgumentException.With.Message.Contains(fault is "no id" or "no vectors" ? "Entry 1" : "'bad'"));
        Assert.That((await _store.GetStatisticsAsync()).DocumentCount, Is.Zero);
    }

    [Test]
    public void NullKeysAndIdsAreRefused()
    {
        Assert.That(async () => await _store.ReadAsync([Documents.Key("a"), default]), Throws.ArgumentException.With.Message.Contains("Key 1"));
        Assert.That(async () => await _store.ContainsAsync([default]), Throws.ArgumentException);
        Assert.That(async () => await _store.DeleteAsync(["a", null!]), Throws.ArgumentException.With.Message.Contains("Id 1"));
        Assert.That(async () => await _store.ReadAsync(null!), Throws.ArgumentNullException);
    }

    [Test]
    public async Task ACancelledCallChangesNothing()
    {
        await _store.WriteAsync([Documents.Entry("a", "old")]);
        var cancelled = new CancellationToken(canceled: true);
        Assert.That(async () => await _store.WriteAsync([Documents.Entry("a", "new")], cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await _store.DeleteAsync(["a"], cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await _store.ReadAsync([Documents.Key("a")], cancelled), Throws.InstanceOf<OperationCanceledException>());
        await _store.AssertHoldsAsync([Documents.Entry("a", "old")]);
    }

    [Test]
    public async Task AWriteThatIsCancelledHalfwayIsUndone()
    {
        using var cancellation = new CancellationTokenSource();
        var entries = new CancellingList(Documents.Entries(100), cancelAt: 60, cancellation);
        OperationCanceledException exception = Assert.CatchAsync<OperationCanceledException>(async () => await _store.WriteAsync(entries, cancellation.Token))!;
        Assert.That(exception.CancellationToken, Is.EqualTo(cancellation.Token));
        Assert.That((await _store.GetStatisticsAsync()).DocumentCount, Is.Zero);
        await _store.WriteAsync(Documents.Entries(100));
        await _store.AssertHoldsAsync(Documents.Entries(100));
    }

    [Test]
    public async Task RevisionsAreKeptApart()
    {
        ITokenVectorStore other = _database.OpenTokenVectors("other", TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 4));
        await _store.WriteAsync([Documents.Entry("a"), Documents.Entry("b")]);
        await other.WriteAsync([Documents.Entry("a", dimension: 4)]);
        await _store.AssertHoldsAsync([Documents.Entry("a")]);
        await other.AssertHoldsAsync([Documents.Entry("a", dimension: 4)]);
        Assert.That(await other.DeleteAsync(["a", "b"]), Is.EqualTo(1));
        await _store.AssertHoldsAsync([Documents.Entry("a"), Documents.Entry("b")]);
    }

    private sealed class CancellingList(TokenVectorEntry[] entries, int cancelAt, CancellationTokenSource cancellation) : IReadOnlyList<TokenVectorEntry>
    {
        private int _reads;

        public int Count => entries.Length;

        // Checked, measured and encoded once each; the reads after that are those of the transaction.
        public TokenVectorEntry this[int index]
        {
            get
            {
                if (index == cancelAt && Interlocked.Increment(ref _reads) == 4)
                {
                    cancellation.Cancel();
                }

                return entries[index];
            }
        }

        public IEnumerator<TokenVectorEntry> GetEnumerator() => ((IEnumerable<TokenVectorEntry>)entries).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
