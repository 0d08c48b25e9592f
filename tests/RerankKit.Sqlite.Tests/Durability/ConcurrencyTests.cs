namespace RerankKit.Sqlite.Tests.Durability;

public class ConcurrencyTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    /// <summary>A writer replaces all documents again and again; every read sees all of one version.</summary>
    [Test]
    public async Task AReaderSeesOneVersionOfEverything([Values] bool isHot)
    {
        const int Versions = 40;
        const int Count = 12;
        using var database = RerankDatabase.Open(_folder.File(), new() { HotCacheBytes = isHot ? 1 << 20 : 0, SurvivesPowerFailure = false });
        ITokenVectorStore store = database.OpenTokenVectors("r", Documents.Codec);
        await store.WriteAsync(Documents.Entries(Count, "version 0"));
        TokenVectorEntry[] all = [.. Enumerable.Range(0, Versions).SelectMany(version => Documents.Entries(Count, $"version {version}"))];
        int started = 0;
        async Task ReadAsync()
        {
            int version = 0;
            while (version < Versions - 1)
            {
                using StoredTokenVectors stored = await store.ReadAsync(all.Keys());
                int[] found = [.. Enumerable.Range(0, all.Length).Where(i => stored.TryGet(i, out _))];
                Assert.That(found, Has.Length.EqualTo(Count));
                Assert.That(found[^1] / Count, Is.EqualTo(found[0] / Count), "documents of two versions");
                Assert.That(found[0] / Count, Is.GreaterThanOrEqualTo(version), "an older version than before");
                version = found[0] / Count;
                stored.TryGet(found[5], out ReadOnlyMemory<byte> bytes);
                Assert.That(bytes.Span.SequenceEqual(all[found[5]].Encoded()), Is.True);
                Interlocked.Increment(ref started);
            }
        }

        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(ReadAsync))];
        for (int version = 1; version < Versions; version++)
        {
            await store.WriteAsync(Documents.Entries(Count, $"version {version}"));
        }

        await Task.WhenAll(readers);
        Assert.That(started, Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public async Task WritersWaitForEachOther()
    {
        using var first = RerankDatabase.Open(_folder.File(), new() { SurvivesPowerFailure = false });
        using var second = RerankDatabase.Open(_folder.File(), new() { SurvivesPowerFailure = false });
        ITokenVectorStore[] stores = [first.OpenTokenVectors("r", Documents.Codec), second.OpenTokenVectors("r", Documents.Codec)];
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () => await stores[i % 2].WriteAsync([Documents.Entry($"{i}"), Documents.Entry($"{i}'")]))));
        Assert.That((await stores[0].GetStatisticsAsync()).DocumentCount, Is.EqualTo(120));
        Assert.That((await first.VerifyAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task AWriteThatWaitsTooLongSaysWhatForAndCanBeCancelled()
    {
        using var database = RerankDatabase.Open(_folder.File(), new() { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        ITokenVectorStore store = database.OpenTokenVectors("r", Documents.Codec);
        using (var other = SqliteConnection.Open(_folder.File(), _folder.File(), SQLitePCL.raw.SQLITE_OPEN_READWRITE, TimeSpan.Zero))
        {
            other.Execute("BEGIN IMMEDIATE");
            Assert.That(async () => await store.WriteAsync(Documents.Entries(1)), Throws.TypeOf<TimeoutException>().With.Message.Contains("locked"));
            other.Execute("ROLLBACK");
        }

        await store.WriteAsync(Documents.Entries(1));
        using var patient = RerankDatabase.Open(_folder.File());
        ITokenVectorStore waiting = patient.OpenTokenVectors("r");
        using var blocker = SqliteConnection.Open(_folder.File(), _folder.File(), SQLitePCL.raw.SQLITE_OPEN_READWRITE, TimeSpan.Zero);
        blocker.Execute("BEGIN IMMEDIATE");
        using var cancellation = new CancellationTokenSource();
        Task write = waiting.WriteAsync(Documents.Entries(2), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        Assert.That(async () => await write, Throws.InstanceOf<OperationCanceledException>());
        blocker.Execute("ROLLBACK");
        await waiting.WriteAsync(Documents.Entries(2));
        await waiting.AssertHoldsAsync(Documents.Entries(2));
    }

    [Test]
    public async Task DisposingWaitsForTheWriteUnderWay()
    {
        var database = RerankDatabase.Open(_folder.File());
        ITokenVectorStore store = database.OpenTokenVectors("r", Documents.Codec);
        Task[] writes = [.. Enumerable.Range(0, 20).Select(i => Task.Run(async () => await store.WriteAsync([Documents.Entry($"{i}", tokens: 100)])))];
        await writes[0];
        database.Dispose();
        int written = 0;
        foreach (Task write in writes)
        {
            try
            {
                await write;
                written++;
            }
            catch (ObjectDisposedException)
            {
                // came too late
            }
        }

        Assert.That(Documents.Query(_folder.File(), "SELECT count(*) FROM documents"), Is.EqualTo(written));
    }
}
