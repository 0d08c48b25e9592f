namespace RerankKit.Sqlite.Tests.TokenVectors;

public class DamageTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public async Task SetUp()
    {
        _folder = new();
        using var database = RerankDatabase.Open(_folder.File(), new() { SurvivesPowerFailure = false });
        await database.OpenTokenVectors("r", Documents.Codec).WriteAsync(Documents.Entries(50, tokens: 40));
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("UPDATE vectors SET bytes = zeroblob(length(bytes)) WHERE id = 8", "checksum", TestName = "OtherBytesAreFoundOut")]
    [TestCase("UPDATE vectors SET bytes = zeroblob(32) WHERE id = 8", "32 bytes", TestName = "AnotherLengthIsFoundOut")]
    [TestCase("DELETE FROM vectors WHERE id = 8", "cannot be read", TestName = "LostVectorsAreFoundOut")]
    [TestCase("UPDATE documents SET vectors = 9 WHERE id = 'document 7'", "checksum", TestName = "VectorsOfAnotherDocumentAreFoundOut")]
    [TestCase("UPDATE documents SET checksum = zeroblob(16) WHERE id = 'document 7'", "checksum", TestName = "AnotherChecksumIsFoundOut")]
    [TestCase("UPDATE documents SET checksum = x'00' WHERE id = 'document 7'", "row", TestName = "AHalfChecksumIsFoundOut")]
    public async Task DamageNamesTheDocument(string damage, string what)
    {
        Documents.Execute(_folder.File(), damage);
        using var database = RerankDatabase.Open(_folder.File());
        ITokenVectorStore store = database.OpenTokenVectors("r");
        Assert.That(
            async () => await store.ReadAsync(Documents.Entries(50).Keys()),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("'document 7'").And.Message.Contains(what));
        RerankDatabaseVerification verification = await database.VerifyAsync();
        Assert.That(verification.IsSound, Is.False);
        Assert.That(verification.DocumentCount, Is.EqualTo(50));
        Assert.That(verification.Problems, Has.Some.Contains("'document 7'"));

        await store.AssertHoldsAsync([.. Documents.Entries(50, tokens: 40).Where(entry => entry.Key.Id != "document 7")]);

        // Writing the document anew is the remedy; where it took the vectors of another, that one has to be written too.
        await store.WriteAsync([Documents.Entry("document 7", tokens: 40), Documents.Entry("document 8", tokens: 40)]);
        if (!damage.Contains("vectors = 9", StringComparison.Ordinal))
        {
            await store.AssertHoldsAsync(Documents.Entries(50, tokens: 40));
            Assert.That((await database.VerifyAsync()).Problems, Is.Empty);
        }
    }

    [Test]
    public async Task AChangedContentHashMakesADocumentUnknownAndIsFoundByVerifying()
    {
        Documents.Execute(_folder.File(), "UPDATE documents SET hash = zeroblob(16) WHERE id = 'document 7'");
        using var database = RerankDatabase.Open(_folder.File());
        Assert.That(await database.OpenTokenVectors("r").HasAsync(Documents.Key("document 7")), Is.False);
        Assert.That((await database.VerifyAsync()).Problems, Has.Some.Contains("'document 7'"));
    }

    [Test]
    public async Task VectorsOfNobodyAreFoundByVerifying()
    {
        Documents.Execute(_folder.File(), "INSERT INTO vectors (bytes) VALUES (x'00')");
        using var database = RerankDatabase.Open(_folder.File());
        Assert.That((await database.VerifyAsync()).Problems, Is.EqualTo(new[] { "1 vectors belong to no document." }));
    }

    [Test]
    public async Task VerifyingReportsProgressAndIsCancelled()
    {
        using var database = RerankDatabase.Open(_folder.File());
        var progress = new Recorder();
        RerankDatabaseVerification verification = await database.VerifyAsync(progress);
        Assert.That(verification.IsSound, Is.True);
        Assert.That(progress.Last, Is.EqualTo(50));
        Assert.That(async () => await database.VerifyAsync(cancellationToken: new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>Whatever bytes of the file are flipped: the vectors that are read are the ones that were written, or an exception says that they are not.</summary>
    [Test]
    public async Task FlippedBytesNeverGiveWrongVectors()
    {
        byte[] sound = await File.ReadAllBytesAsync(_folder.File());
        TokenVectorEntry[] entries = Documents.Entries(50, tokens: 40);
        var random = new Random(20260301);
        int found = 0;
        for (int round = 0; round < 100; round++)
        {
            byte[] bytes = (byte[])sound.Clone();
            for (int i = 0; i <= round % 8; i++)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            }

            string path = _folder.File($"flipped {round}.db");
            await File.WriteAllBytesAsync(path, bytes);
            try
            {
                using var database = RerankDatabase.Open(path);
                ITokenVectorStore store = database.OpenTokenVectors("r");
                foreach (TokenVectorEntry entry in entries)
                {
                    try
                    {
                        using StoredTokenVectors stored = await store.ReadAsync([entry.Key]);
                        if (stored.TryGet(0, out ReadOnlyMemory<byte> vectors))
                        {
                            Assert.That(vectors.Span.SequenceEqual(entry.Encoded()), Is.True, $"round {round}, {entry.Key.Id}");
                        }
                    }
                    catch (InvalidDataException)
                    {
                        found++;
                    }
                }
            }
            catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException or NotSupportedException)
            {
                found++;
            }
        }

        Assert.That(found, Is.GreaterThan(50));
    }

    private sealed class Recorder : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value) => Last = value;
    }
}
