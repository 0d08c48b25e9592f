using RerankKit.LateInteraction;

namespace RerankKit.Sqlite.Tests.TokenVectors;

public class CodecTests
{
    private const int Dimension = 24;
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task VectorsAreKeptAsTheCodecWritesThem([Values] TokenVectorPrecision precision)
    {
        TokenVectorCodec codec = Codec(precision);
        TokenVectorEntry[] entries = Documents.Entries(10, tokens: 5, dimension: Dimension);
        using (var database = RerankDatabase.Open(_folder.File()))
        {
            ITokenVectorStore store = database.OpenTokenVectors("r", codec);
            await store.WriteAsync(entries);
            Assert.That(await store.GetStatisticsAsync(), Is.EqualTo(new TokenVectorStoreStatistics(10, 50, 50 * codec.BytesPerToken)));
        }

        // The codec comes out of the file.
        using var again = RerankDatabase.Open(_folder.File());
        ITokenVectorStore read = again.OpenTokenVectors("r");
        Assert.That((read.Codec.Id, read.Codec.Precision), Is.EqualTo((codec.Id, precision)));
        Assert.That(() => again.OpenTokenVectors("r", codec), Throws.Nothing);
        using StoredTokenVectors stored = await read.ReadAsync(entries.Keys());
        Assert.That(stored.HitCount, Is.EqualTo(10));
        byte[] expected = new byte[5 * codec.BytesPerToken];
        for (int i = 0; i < entries.Length; i++)
        {
            stored.TryGet(i, out ReadOnlyMemory<byte> bytes);
            codec.Encode(entries[i].Vectors.Values.Span, expected);
            Assert.That(bytes.Span.SequenceEqual(expected), Is.True);
            Assert.That(() => read.Codec.Decode(bytes.Span, new float[5 * Dimension]), Throws.Nothing);
        }
    }

    [Test]
    public void AnotherTrainingIsAnotherCodec()
    {
        using var database = RerankDatabase.Open(_folder.File());
        database.OpenTokenVectors("r", Codec(TokenVectorPrecision.Residual2Bit));
        Assert.That(
            () => database.OpenTokenVectors("r", Codec(TokenVectorPrecision.Residual2Bit, seed: 99)),
            Throws.InvalidOperationException.With.Message.Contains("residual2/24"));
        Assert.That(() => database.OpenTokenVectors("r", Codec(TokenVectorPrecision.Int8)), Throws.InvalidOperationException.With.Message.Contains("int8/24"));
    }

    [Test]
    public void AnEncodersStoreKeepsItsTrainedCodec()
    {
        using var database = RerankDatabase.Open(_folder.File(), new() { Precision = TokenVectorPrecision.Float16 });
        TokenVectorCodec codec = Codec(TokenVectorPrecision.Residual1Bit);
        database.OpenTokenVectors("trained", codec);
        Assert.That(database.OpenTokenVectors(new MultiVectorEncoderMetadata("test", Dimension) { Revision = "trained" }).Codec.Id, Is.EqualTo(codec.Id));
        Assert.That(database.OpenTokenVectors(new MultiVectorEncoderMetadata("test", Dimension) { Revision = "new" }).Codec.Precision, Is.EqualTo(TokenVectorPrecision.Float16));
    }

    [TestCase("UPDATE revisions SET tables = zeroblob(length(tables))")]
    [TestCase("UPDATE revisions SET tables = substr(tables, 1, 100)")]
    [TestCase("UPDATE revisions SET tables = NULL")]
    [TestCase("UPDATE revisions SET codec = 'residual2/24/other'")]
    [TestCase("UPDATE revisions SET dimension = 48")]
    [TestCase("UPDATE revisions SET bytes_per_token = 1")]
    public void DamagedTablesNameTheRevision(string damage)
    {
        using (var database = RerankDatabase.Open(_folder.File()))
        {
            database.OpenTokenVectors("mine", Codec(TokenVectorPrecision.Residual2Bit));
        }

        Documents.Execute(_folder.File(), damage);
        using var again = RerankDatabase.Open(_folder.File());
        Assert.That(() => again.OpenTokenVectors("mine"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'mine'"));
    }

    [Test]
    public void AnUnknownPrecisionAsksForANewerPackage()
    {
        using (var database = RerankDatabase.Open(_folder.File()))
        {
            database.OpenTokenVectors("r", Codec(TokenVectorPrecision.Int8));
        }

        Documents.Execute(_folder.File(), "UPDATE revisions SET precision = 'Ternary'");
        using var again = RerankDatabase.Open(_folder.File());
        Assert.That(() => again.OpenTokenVectors("r"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("Ternary").And.Message.Contains("Update"));
    }

    private static TokenVectorCodec Codec(TokenVectorPrecision precision, int seed = 0)
    {
        if (precision is not (TokenVectorPrecision.Residual1Bit or TokenVectorPrecision.Residual2Bit))
        {
            return TokenVectorCodecs.Create(precision, Dimension);
        }

        float[] samples = [.. Documents.Entries(20, tokens: 10, dimension: Dimension).SelectMany(entry => entry.Vectors.Values.ToArray())];
        return ResidualCodec.Train(samples, Dimension, precision == TokenVectorPrecision.Residual1Bit ? 1 : 2, seed);
    }
}
