namespace RerankKit.Tests.Caching;

public class MemoryScoreStoreTests
{
    [Test]
    public void AnEntryIsFoundUnderItsKeyStampAndTime()
    {
        var store = new MemoryScoreStore(10);
        store.Set(Key(1), Entry(7, stamp: 3, expiresAt: 100), now: 0, epoch: 0);
        Assert.That(store.TryGet(Key(1), 3, 99, out CacheEntry entry), Is.True);
        Assert.That(entry.Result.Score, Is.EqualTo(7));
        Assert.That(store.TryGet(Key(1), 3, 100, out entry), Is.False, "expired");
        Assert.That(entry.IsMissing, Is.True);
        Assert.That(store.TryGet(Key(1), 4, 99, out _), Is.False, "another scope or generation");
        Assert.That(store.TryGet(Key(2), 3, 99, out _), Is.False);
    }

    [Test]
    public void ANewEntryReplacesTheOldOne()
    {
        var store = new MemoryScoreStore(10);
        store.Set(Key(1), Entry(7), 0, 0);
        store.Set(Key(1), Entry(8), 0, 0);
        Assert.That(store.TryGet(Key(1), 0, 0, out CacheEntry entry), Is.True);
        Assert.That((entry.Result.Score, store.Count), Is.EqualTo((8.0, 1)));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(1000)]
    [TestCase(5000)]
    [TestCase(100_000)]
    public void TheCapacityIsNeverExceededAndNearlyUsed(int capacity)
    {
        var store = new MemoryScoreStore(capacity);
        for (int i = 0; i < 3 * capacity; i++)
        {
            store.Set(Key(i), Entry(i), 0, 0);
        }

        Assert.That(store.Count, Is.EqualTo(capacity));
        Assert.That(store.Evictions, Is.EqualTo(2 * capacity));
        int found = Enumerable.Range(0, 3 * capacity).Count(i => store.TryGet(Key(i), 0, 0, out CacheEntry entry) && entry.Result.Score == i);
        Assert.That(found, Is.EqualTo(capacity));
    }

    [Test]
    public void EntriesAskedForGetASecondChance()
    {
        var store = new MemoryScoreStore(100);
        for (int i = 0; i < 100; i++)
        {
            store.Set(Key(i), Entry(i), 0, 0);
        }

        for (int i = 0; i < 50; i++)
        {
            store.TryGet(Key(i), 0, 0, out _);
        }

        for (int i = 100; i < 150; i++)
        {
            store.Set(Key(i), Entry(i), 0, 0);
        }

        Assert.That(Enumerable.Range(0, 150).Where(i => store.TryGet(Key(i), 0, 0, out _)), Is.EqualTo(Enumerable.Range(0, 50).Concat(Enumerable.Range(100, 50))));
    }

    [Test]
    public void ExpiredEntriesMakeRoomEvenIfTheyWereAskedFor()
    {
        var store = new MemoryScoreStore(2);
        store.Set(Key(1), Entry(1, expiresAt: 10), 0, 0);
        store.Set(Key(2), Entry(2, expiresAt: 1000), 0, 0);
        store.TryGet(Key(1), 0, 0, out _);
        store.Set(Key(3), Entry(3, expiresAt: 1000), now: 10, epoch: 0);
        Assert.That(store.TryGet(Key(2), 0, 10, out _), Is.True);
        Assert.That(store.TryGet(Key(3), 0, 10, out _), Is.True);
    }

    [Test]
    public void AClearedStoreTakesNothingFromBefore()
    {
        var store = new MemoryScoreStore(10);
        store.Set(Key(1), Entry(1), 0, 0);
        int before = store.Epoch;
        store.Clear();
        Assert.That(store.Count, Is.Zero);
        store.Set(Key(1), Entry(1), 0, before);
        Assert.That(store.TryGet(Key(1), 0, 0, out _), Is.False);
        store.Set(Key(1), Entry(1), 0, store.Epoch);
        Assert.That(store.TryGet(Key(1), 0, 0, out _), Is.True);
    }

    [Test]
    public void ManyThreadsNeverSeeAnotherKeysEntry()
    {
        var store = new MemoryScoreStore(3000);
        Parallel.For(0, 8, worker =>
        {
            var random = new Random(worker);
            for (int i = 0; i < 50_000; i++)
            {
                int key = random.Next(10_000);
                if (store.TryGet(Key(key), 0, 0, out CacheEntry entry))
                {
                    if (entry.Result.Score != key || entry.Result.TokenCount != key)
                    {
                        throw new InvalidOperationException($"key {key} holds {entry}");
                    }
                }
                else
                {
                    store.Set(Key(key), Entry(key), 0, store.Epoch);
                }

                if (worker == 0 && i % 10_000 == 5_000)
                {
                    store.Clear();
                }
            }
        });
        Assert.That(store.Count, Is.InRange(1, 3000));
    }

    private static Hash128 Key(int i) => Hash128.Of($"{i}");

    private static CacheEntry Entry(double score, ulong stamp = 0, long expiresAt = 1000) =>
        new(new(0, score) { TokenCount = (int)score }, RerankScoreKind.Logit, stamp, expiresAt);
}
