namespace RerankKit.Sqlite.Tests.Schema;

public class DatabaseOpeningTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task ANewFileIsMadeAndKeepsWhatWasWritten()
    {
        TokenVectorEntry[] entries = Documents.Entries(3);
        using (var database = RerankDatabase.Open(_folder.File()))
        {
            await database.OpenTokenVectors("r", Documents.Codec).WriteAsync(entries);
            await database.Scores.SetAsync("key", [1, 2], new());
        }

        using var again = RerankDatabase.Open(_folder.File());
        await again.OpenTokenVectors("r").AssertHoldsAsync(entries);
        Assert.That(await again.Scores.GetAsync("key"), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(Documents.Query(_folder.File(), "PRAGMA application_id"), Is.EqualTo(DatabaseSchema.ApplicationId));
        Assert.That(Documents.Query(_folder.File(), "PRAGMA user_version"), Is.EqualTo(DatabaseSchema.Current));
    }

    [Test]
    public void TheLastOneToCloseLeavesOneFile()
    {
        using (var database = RerankDatabase.Open(_folder.File()))
        {
            database.OpenTokenVectors("r", Documents.Codec).Dispose();
            Assert.That(_folder.Names, Has.Member("store.db-wal"));
        }

        Assert.That(_folder.Names, Is.EqualTo(new[] { "store.db" }));
    }

    [Test]
    public void AnEmptyFileBecomesADatabase()
    {
        File.WriteAllBytes(_folder.File(), []);
        using var database = RerankDatabase.Open(_folder.File());
        Assert.That(() => database.OpenTokenVectors("r", Documents.Codec), Throws.Nothing);
    }

    [Test]
    public void AFileThatWasLeftBeforeItHadTablesBecomesADatabase()
    {
        Documents.Execute(_folder.File(), "PRAGMA page_size=4096", "PRAGMA journal_mode=WAL");
        Assert.That(new FileInfo(_folder.File()).Length, Is.GreaterThan(0));
        using var database = RerankDatabase.Open(_folder.File());
        Assert.That(() => database.OpenTokenVectors("r", Documents.Codec), Throws.Nothing);
    }

    [Test]
    public void AMissingFolderIsNamed() =>
        Assert.That(
            () => RerankDatabase.Open(_folder.File(Path.Combine("missing", "store.db"))),
            Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains("missing"));

    [Test]
    public void AFolderIsNoDatabase() =>
        Assert.That(() => RerankDatabase.Open(Path.GetDirectoryName(_folder.File())!), Throws.TypeOf<IOException>().With.Message.Contains("folder"));

    [TestCase("")]
    [TestCase("  ")]
    public void ABlankPathIsRefused(string path) => Assert.That(() => RerankDatabase.Open(path), Throws.ArgumentException);

    [Test]
    public void AFileThatIsNoDatabaseIsRefusedAndLeftAlone()
    {
        string text = string.Concat(Enumerable.Repeat("These are notes, and no database. ", 100));
        File.WriteAllText(_folder.File(), text);
        Assert.That(
            () => RerankDatabase.Open(_folder.File()),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("no SQLite database").And.Message.Contains(_folder.File()));
        Assert.That(File.ReadAllText(_folder.File()), Is.EqualTo(text));
    }

    [Test]
    public void ADatabaseOfAnotherApplicationIsRefusedAndLeftAlone()
    {
        Documents.Execute(_folder.File(), "CREATE TABLE bookmarks (url TEXT)");
        byte[] before = File.ReadAllBytes(_folder.File());
        Assert.That(() => RerankDatabase.Open(_folder.File()), Throws.TypeOf<InvalidDataException>().With.Message.Contains("another application"));
        Assert.That(File.ReadAllBytes(_folder.File()), Is.EqualTo(before));
    }

    [Test]
    public void ADatabaseOfAnotherApplicationIdIsRefused()
    {
        Documents.Execute(_folder.File(), "PRAGMA application_id=1234", "PRAGMA user_version=1");
        Assert.That(() => RerankDatabase.Open(_folder.File()), Throws.TypeOf<InvalidDataException>().With.Message.Contains("application_id 1234"));
    }

    [Test]
    public void ANewerSchemaIsRefusedAndLeftAlone()
    {
        RerankDatabase.Open(_folder.File()).Dispose();
        Documents.Execute(_folder.File(), "PRAGMA user_version=99");
        Assert.That(
            () => RerankDatabase.Open(_folder.File()),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("schema 99").And.Message.Contains("Update the package"));
        Assert.That(Documents.Query(_folder.File(), "PRAGMA user_version"), Is.EqualTo(99));
    }

    [Test]
    public void ANegativeSchemaVersionIsRefused()
    {
        RerankDatabase.Open(_folder.File()).Dispose();
        Documents.Execute(_folder.File(), "PRAGMA user_version=-3");
        Assert.That(() => RerankDatabase.Open(_folder.File()), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task TheFirstSchemaIsBroughtUpToDateAndKeepsItsDocuments()
    {
        TokenVectorEntry entry = Documents.Entry("kept");
        WriteFirstSchema(_folder.File(), entry);
        using (var database = RerankDatabase.Open(_folder.File()))
        {
            await database.OpenTokenVectors("r", Documents.Codec).AssertHoldsAsync([entry]);
            await database.Scores.SetAsync("key", [7], new());
            Assert.That((await database.VerifyAsync()).Problems, Is.Empty);
        }

        Assert.That(Documents.Query(_folder.File(), "PRAGMA user_version"), Is.EqualTo(DatabaseSchema.Current));
    }

    [Test]
    public void AMigrationThatFailsChangesNothing()
    {
        WriteFirstSchema(_folder.File(), Documents.Entry("kept"));
        Documents.Execute(_folder.File(), "CREATE TABLE scores_by_expiry (in_the_way INTEGER)");
        Assert.That(() => RerankDatabase.Open(_folder.File()), Throws.InvalidOperationException);
        Assert.That(Documents.Query(_folder.File(), "PRAGMA user_version"), Is.EqualTo(1));
        Assert.That(Documents.Query(_folder.File(), "SELECT count(*) FROM sqlite_master WHERE name = 'scores'"), Is.Zero);
    }

    [Test]
    public void AnOlderSchemaIsNotReadWithoutWriting()
    {
        WriteFirstSchema(_folder.File(), Documents.Entry("kept"));
        Assert.That(
            () => RerankDatabase.Open(_folder.File(), new() { Access = RerankDatabaseAccess.ReadOnly }),
            Throws.InvalidOperationException.With.Message.Contains("open it once for writing"));
    }

    [Test]
    [Repeat(20)]
    public async Task ManyOpenTheSameNewFileAtOnce()
    {
        string path = _folder.File(Guid.NewGuid().ToString("N"));
        using var start = new Barrier(8);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew(
            async () =>
            {
                start.SignalAndWait();
                using var database = RerankDatabase.Open(path);
                await database.OpenTokenVectors("r", Documents.Codec).WriteAsync([Documents.Entry($"{i}")]);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
        Assert.That(Documents.Query(path, "SELECT count(*) FROM documents"), Is.EqualTo(8));
        Assert.That(Documents.Query(path, "SELECT count(*) FROM revisions"), Is.EqualTo(1));
    }

    private static void WriteFirstSchema(string path, TokenVectorEntry entry)
    {
        using var connection = SqliteConnection.Open(path, path, SQLitePCL.raw.SQLITE_OPEN_READWRITE | SQLitePCL.raw.SQLITE_OPEN_CREATE, TimeSpan.FromSeconds(10));
        connection.ExecuteScript("""
            CREATE TABLE revisions (
                id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, codec TEXT NOT NULL, precision TEXT NOT NULL, dimension INTEGER NOT NULL,
                bytes_per_token INTEGER NOT NULL, tables BLOB, generation INTEGER NOT NULL DEFAULT 0);
            CREATE TABLE vectors (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
            CREATE TABLE documents (
                revision INTEGER NOT NULL REFERENCES revisions (id), id NOT NULL, hash BLOB NOT NULL, tokens INTEGER NOT NULL, checksum BLOB NOT NULL,
                vectors INTEGER NOT NULL, PRIMARY KEY (revision, id)) WITHOUT ROWID;
            INSERT INTO revisions (name, codec, precision, dimension, bytes_per_token) VALUES ('r', 'float32/8', 'Float32', 8, 32);
            PRAGMA application_id=1381124948;
            PRAGMA user_version=1
            """);
        byte[] bytes = entry.Encoded();
        SqliteStatement vectors = connection.Prepare("INSERT INTO vectors (id, bytes) VALUES (5, ?1)");
        vectors.Bind(1, bytes);
        vectors.Run();
        Span<byte> digest = stackalloc byte[16];
        SqliteStatement document = connection.Prepare("INSERT INTO documents VALUES (1, ?1, ?2, 3, ?3, 5)");
        document.Bind(1, entry.Key.Id);
        DocumentRow.Write(entry.Key.ContentHash, digest);
        document.Bind(2, digest);
        DocumentRow.Write(DocumentRow.ChecksumOf(entry.Key, bytes), digest);
        document.Bind(3, digest);
        document.Run();
    }
}
