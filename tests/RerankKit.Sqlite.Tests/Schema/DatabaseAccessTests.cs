namespace RerankKit.Sqlite.Tests.Schema;

public class DatabaseAccessTests
{
    private static readonly RerankDatabaseOptions ReadOnly = new() { Access = RerankDatabaseAccess.ReadOnly };
    private static readonly RerankDatabaseOptions Immutable = new() { Access = RerankDatabaseAccess.Immutable };
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void AFileThatIsOnlyReadHasToBeThere([Values] bool isImmutable) =>
        Assert.That(
            () => RerankDatabase.Open(_folder.File(), isImmutable ? Immutable : ReadOnly),
            Throws.TypeOf<FileNotFoundException>().With.Message.Contains(_folder.File()));

    [Test]
    public async Task AReaderSeesWhatAWriterCommits()
    {
        using var writer = RerankDatabase.Open(_folder.File());
        ITokenVectorStore written = writer.OpenTokenVectors("r", Documents.Codec);
        using var reader = RerankDatabase.Open(_folder.File(), ReadOnly);
        ITokenVectorStore read = reader.OpenTokenVectors("r");
        TokenVectorEntry[] entries = Documents.Entries(5);
        Assert.That(await read.HasAsync(entries[0].Key), Is.False);
        await written.WriteAsync(entries);
        await read.AssertHoldsAsync(entries);
    }

    [Test]
    public async Task NothingIsWrittenThroughAReader()
    {
        using (var writer = RerankDatabase.Open(_folder.File()))
        {
            await writer.OpenTokenVectors("r", Documents.Codec).WriteAsync(Documents.Entries(2));
            await writer.Scores.SetAsync("sliding", [1], new() { SlidingExpiration = TimeSpan.FromHours(1) });
        }

        using var reader = RerankDatabase.Open(_folder.File(), ReadOnly);
        ITokenVectorStore store = reader.OpenTokenVectors("r");
        Assert.That(async () => await store.WriteAsync(Documents.Entries(1)), Throws.InvalidOperationException.With.Message.Contains("ReadOnly"));
        Assert.That(async () => await store.DeleteAsync(["document 1"]), Throws.InvalidOperationException);
        Assert.That(async () => await reader.Scores.SetAsync("key", [1], new()), Throws.InvalidOperationException);
        Assert.That(async () => await reader.DeleteRevisionAsync("r"), Throws.InvalidOperationException);
        Assert.That(async () => await reader.CompactAsync(), Throws.InvalidOperationException);
        Assert.That(() => reader.OpenTokenVectors("new", Documents.Codec), Throws.InvalidOperationException);
        Assert.That(await reader.Scores.GetAsync("sliding"), Is.EqualTo(new byte[] { 1 }));
        Assert.That((await reader.VerifyAsync()).Problems, Is.Empty);
    }

    [Test]
    public async Task AnImmutableFileIsReadWithoutATraceBesideIt()
    {
        TokenVectorEntry[] entries = Documents.Entries(20);
        string path = _folder.File("an odd # name?.db");
        using (var writer = RerankDatabase.Open(path))
        {
            await writer.OpenTokenVectors("r", Documents.Codec).WriteAsync(entries);
        }

        using var reader = RerankDatabase.Open(path, Immutable);
        await reader.OpenTokenVectors("r").AssertHoldsAsync(entries);
        Assert.That(_folder.Names, Is.EqualTo(new[] { "an odd # name?.db" }));
    }

    [Test]
    public void AFileWithoutPermissionToWriteIsRefusedForWriting()
    {
        RerankDatabase.Open(_folder.File()).Dispose();
        File.SetAttributes(_folder.File(), FileAttributes.ReadOnly);
        try
        {
            using FileStream stream = File.OpenWrite(_folder.File());
            stream.Close();
            Assert.Ignore("This user may write files that are read-only.");
        }
        catch (UnauthorizedAccessException)
        {
            Assert.That(() => RerankDatabase.Open(_folder.File()), Throws.InstanceOf<UnauthorizedAccessException>().Or.InstanceOf<IOException>());
        }
        finally
        {
            File.SetAttributes(_folder.File(), FileAttributes.Normal);
        }
    }

    [Test]
    public void AfterDisposalEveryCallSaysSo()
    {
        var database = RerankDatabase.Open(_folder.File());
        ITokenVectorStore store = database.OpenTokenVectors("r", Documents.Codec);
        database.Dispose();
        database.Dispose();
        Assert.That(async () => await store.ReadAsync([Documents.Key("a")]), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await store.WriteAsync(Documents.Entries(1)), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await database.Scores.GetAsync("a"), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => database.OpenTokenVectors("r"), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void AStoreThatIsDisposedLeavesTheOthersOpen()
    {
        using var database = RerankDatabase.Open(_folder.File());
        ITokenVectorStore first = database.OpenTokenVectors("r", Documents.Codec);
        ITokenVectorStore second = database.OpenTokenVectors("r", Documents.Codec);
        first.Dispose();
        Assert.That(async () => await first.ReadAsync([Documents.Key("a")]), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await second.WriteAsync(Documents.Entries(1)), Throws.Nothing);
    }

    [Test]
    public void OptionsOutOfRangeAreRefused()
    {
        var options = new RerankDatabaseOptions();
        Assert.Multiple(() =>
        {
            Assert.That(() => options.Access = (RerankDatabaseAccess)7, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.BusyTimeout = TimeSpan.FromSeconds(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.HotCacheBytes = -1, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.MaxScores = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => options.Precision = TokenVectorPrecision.Residual2Bit, Throws.TypeOf<ArgumentOutOfRangeException>());
        });
    }
}
