using RerankKit.LateInteraction;

namespace RerankKit.Sqlite.Tests.TokenVectors;

public class RevisionTests
{
    private TemporaryFolder _folder = null!;
    private RerankDatabase _database = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new();
        _database = RerankDatabase.Open(_folder.File(), new() { SurvivesPowerFailure = false, Precision = TokenVectorPrecision.Float32 });
    }

    [TearDown]
    public void TearDown()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void ARevisionThatIsNotThereIsNamedWithThoseThatAre()
    {
        Assert.That(() => _database.OpenTokenVectors("mine"), Throws.InvalidOperationException.With.Message.Contains("'mine'").And.Message.Contains("It has none"));
        _database.OpenTokenVectors("yours", Documents.Codec);
        Assert.That(() => _database.OpenTokenVectors("mine"), Throws.InvalidOperationException.With.Message.Contains("'yours' (float32/8)"));
    }

    [Test]
    public void AnotherCodecThanTheStoredOneIsRefused()
    {
        _database.OpenTokenVectors("r", Documents.Codec);
        Assert.That(
            () => _database.OpenTokenVectors("r", TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 16)),
            Throws.InvalidOperationException.With.Message.Contains("float32/8").And.Message.Contains("float32/16"));
    }

    [Test]
    public void TheStoredCodecIsTakenWhereNoneIsGiven()
    {
        _database.OpenTokenVectors("r", Documents.Codec);
        ITokenVectorStore store = _database.OpenTokenVectors("r");
        Assert.That((store.Revision, store.Codec.Id), Is.EqualTo(("r", Documents.Codec.Id)));
    }

    [Test]
    public void AnEncoderGetsItsOwnStore()
    {
        ITokenVectorStoreProvider provider = _database;
        using ITokenVectorStore store = provider.Open(new("test", 8) { Revision = "encoder" });
        Assert.That((store.Revision, store.Codec.Id), Is.EqualTo(("encoder", "float32/8")));
        Assert.That(provider.Open(new("test", 8) { Revision = "encoder" }).Codec.Id, Is.EqualTo("float32/8"));
        Assert.That(() => provider.Open(new("test", 16) { Revision = "encoder" }), Throws.InvalidOperationException);
        Assert.That(() => provider.Open(new("test", 8)), Throws.ArgumentException.With.Message.Contains("no revision"));
    }

    [Test]
    public async Task DeletingARevisionLeavesTheOthers()
    {
        ITokenVectorStore first = _database.OpenTokenVectors("first", Documents.Codec);
        ITokenVectorStore second = _database.OpenTokenVectors("second", Documents.Codec);
        await first.WriteAsync(Documents.Entries(10));
        await second.WriteAsync(Documents.Entries(7));
        await first.AssertHoldsAsync(Documents.Entries(10));
        Assert.That(await _database.DeleteRevisionAsync("first"), Is.True);
        Assert.That(await _database.DeleteRevisionAsync("first"), Is.False);
        await second.AssertHoldsAsync(Documents.Entries(7));
        Assert.That((await _database.VerifyAsync()).Problems, Is.Empty);
        Assert.That(Documents.Query(_folder.File(), "SELECT count(*) FROM vectors"), Is.EqualTo(7));

        Assert.That(await first.HasAsync(Documents.Key("document 1")), Is.False);
        Assert.That(async () => await first.WriteAsync(Documents.Entries(1)), Throws.InvalidOperationException.With.Message.Contains("was deleted"));
        ITokenVectorStore again = _database.OpenTokenVectors("first", Documents.Codec);
        await again.WriteAsync(Documents.Entries(1));
        Assert.That(await first.HasAsync(Documents.Key("document 0")), Is.False);
    }

    [Test]
    public async Task StatisticsCountWhatIsThere()
    {
        await _database.OpenTokenVectors("first", Documents.Codec).WriteAsync(Documents.Entries(10, tokens: 4));
        _database.OpenTokenVectors("second", TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 4));
        await _database.Scores.SetManyAsync([new("a", [1]), new("b", [2])], new());
        RerankDatabaseStatistics statistics = await _database.GetStatisticsAsync();
        Assert.That(statistics.Revisions, Is.EqualTo(new[]
        {
            new TokenVectorRevision("first", "float32/8", TokenVectorPrecision.Float32, 8, new(10, 40, 40 * 32)),
            new TokenVectorRevision("second", "float32/4", TokenVectorPrecision.Float32, 4, default),
        }));
        Assert.That(statistics.ScoreCount, Is.EqualTo(2));
        Assert.That(statistics.SchemaVersion, Is.EqualTo(DatabaseSchema.Current));
        Assert.That(statistics.ByteCount, Is.GreaterThan(16384));
        Assert.That(statistics.SqliteVersion, Does.StartWith("3."));
    }

    [Test]
    public async Task CompactingGivesTheRoomBack()
    {
        ITokenVectorStore store = _database.OpenTokenVectors("r", Documents.Codec);
        await store.WriteAsync(Documents.Entries(2000, tokens: 50));
        await store.DeleteAsync([.. Documents.Entries(2000).Skip(10).Select(entry => entry.Key.Id)]);
        RerankDatabaseStatistics before = await _database.GetStatisticsAsync();
        Assert.That(before.FreeByteCount, Is.GreaterThan(before.ByteCount / 2));
        await _database.CompactAsync();
        RerankDatabaseStatistics after = await _database.GetStatisticsAsync();
        Assert.That(after.FreeByteCount, Is.Zero);
        Assert.That(after.ByteCount, Is.LessThan(before.ByteCount / 2));
        Assert.That(new FileInfo(_folder.File()).Length, Is.EqualTo(after.ByteCount));
        await store.AssertHoldsAsync(Documents.Entries(10, tokens: 50));
        Assert.That((await _database.VerifyAsync()).Problems, Is.Empty);
    }
}
