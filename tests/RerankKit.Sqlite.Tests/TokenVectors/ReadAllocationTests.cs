using RerankKit.LateInteraction;

namespace RerankKit.Sqlite.Tests.TokenVectors;

public class ReadAllocationTests
{
    [Test]
    public async Task ReadingTwoHundredDocumentsAllocatesNoVectors([Values] bool isHot)
    {
        using var folder = new TemporaryFolder();
        using var database = RerankDatabase.Open(folder.File(), new() { HotCacheBytes = isHot ? 64 << 20 : 0, SurvivesPowerFailure = false });
        ITokenVectorStore store = database.OpenTokenVectors("r", TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 64));
        TokenVectorEntry[] entries = Documents.Entries(200, tokens: 100, dimension: 64);
        await store.WriteAsync(entries);
        TokenVectorKey[] keys = entries.Keys();
        for (int i = 0; i < 5; i++)
        {
            (await store.ReadAsync(keys)).Dispose();
        }

        // The least of several reads: the pool may have been trimmed in between.
        long least = long.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            using (StoredTokenVectors stored = await store.ReadAsync(keys))
            {
                Assert.That(stored.HitCount, Is.EqualTo(200));
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        // Tables of the answer only: 5 MB of vectors are read each time.
        Assert.That(least, Is.LessThan(40_000));
    }
}
