namespace RerankKit.Sqlite.Tests.TokenVectors;

public class ReadAllocationTests
{
    [Test]
    public async Task ReadingTwoHundredDocumentsAllocatesNoVectors([Values] bool isHot)
    {
        using var folder = new TemporaryFolder();
        using var database = RerankDatabase.Open(folder.File(), new() { HotCacheBytes = isHot ? 64 << 20 : 0, SurvivesPowerFailure = false });
        ITokenVectorStore store = database.OpenTokenVectors("r", TokenVectorCodec.Create(TokenVectorPrecision.Float32, 64));
        TokenVectorEntry[] entries = Documents.Entries(200, tokens: 100, dimension: 64);
        await store.WriteAsync(entries);
        TokenVectorKey[] keys = entries.Keys();
        for (int i = 0; i < 5; i++)
        {
            (await store.ReadAsync(keys)).Dispose();
        }

        const int Reads = 10;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < Reads; i++)
        {
            using StoredTokenVectors stored = await store.ReadAsync(keys);
            Assert.That(stored.HitCount, Is.EqualTo(200));
        }

        // Tables of the answer only: 5 MB of vectors are read each time.
        Assert.That((GC.GetTotalAllocatedBytes(precise: true) - before) / Reads, Is.LessThan(40_000));
    }
}
