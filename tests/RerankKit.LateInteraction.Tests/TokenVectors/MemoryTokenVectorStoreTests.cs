namespace RerankKit.LateInteraction.Tests;

public class MemoryTokenVectorStoreTests
{
    private static TokenVectorKey Key(string id, string text) => TokenVectorKey.OfText(text, id);

    private static MemoryTokenVectorStore Create(long? maxBytes = null) => new("r", TokenVectorSamples.Codec, maxBytes);

    [Test]
    public async Task WhatIsWrittenIsReadInTheOrderOfTheKeys()
    {
        using MemoryTokenVectorStore store = Create();
        await store.WriteAsync([TokenVectorSamples.Entry("a", "one"), TokenVectorSamples.Entry("b", "three"), TokenVectorSamples.Entry("empty", "")]);
        using StoredTokenVectors stored = await store.ReadAsync([Key("b", "three"), Key("unknown", "one"), Key("a", "another"), Key("a", "one"), Key("a", "one")]);
        Assert.That(stored.HitCount, Is.EqualTo(3));
        Assert.That(Enumerable.Range(0, 5).Select(i => stored.TryGet(i, out _)), Is.EqualTo(new[] { true, false, false, true, true }));
        stored.TryGet(0, out ReadOnlyMemory<byte> bytes);
        Assert.That(bytes.ToArray(), Is.EqualTo(TokenVectorSamples.Encoded("three")));
        Assert.That(await store.HoldsAsync("empty", ""), Is.True);
        Assert.That(await store.ContainsAsync([Key("b", "three"), Key("b", "four")]), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public async Task ADocumentIsReplacedAndOfOneCallTheLastOneStays()
    {
        using MemoryTokenVectorStore store = Create();
        await store.WriteAsync([TokenVectorSamples.Entry("a", "old")]);
        await store.WriteAsync([TokenVectorSamples.Entry("a", "between"), TokenVectorSamples.Entry("b", "bee"), TokenVectorSamples.Entry("a", "new")]);
        Assert.That(await store.HoldsAsync("a", "new"), Is.True);
        Assert.That(await store.HoldsAsync("a", "old"), Is.False);
        Assert.That(await store.GetStatisticsAsync(), Is.EqualTo(new TokenVectorStoreStatistics(2, 8, 8 * 16)));
    }

    [Test]
    public async Task DeletingPassesUnknownIdsOver()
    {
        using MemoryTokenVectorStore store = Create();
        await store.WriteAsync([TokenVectorSamples.Entry("a", "one"), TokenVectorSamples.Entry("b", "two")]);
        Assert.That(await store.DeleteAsync(["b", "unknown", "b"]), Is.EqualTo(1));
        Assert.That(await store.HoldsAsync("b", "two"), Is.False);
        Assert.That(await store.HoldsAsync("a", "one"), Is.True);
    }

    [Test]
    public async Task ABadEntryKeepsAllOthersOut()
    {
        using MemoryTokenVectorStore store = Create();
        TokenVectorEntry good = TokenVectorSamples.Entry("good", "text");
        TokenVectorEntry[] bad =
        [
            new(Key("bad", "x"), new(new float[6], 3)),
            new(Key("bad", "x"), new(new[] { 1, 2, 3, float.NaN }, 4)),
            new(Key("bad", "x"), new(Enumerable.Range(0, 64).Select(i => i == 63 ? float.PositiveInfinity : i).ToArray(), 4)),
            new(Key("bad", "x"), null!),
            new(default, good.Vectors),
        ];
        foreach (TokenVectorEntry entry in bad)
        {
            Assert.That(async () => await store.WriteAsync([good, entry]), Throws.ArgumentException);
        }

        Assert.That((await store.GetStatisticsAsync()).DocumentCount, Is.Zero);
    }

    [Test]
    public async Task WithinABudgetWhatWasNotReadLatelyMakesRoom()
    {
        using MemoryTokenVectorStore store = Create(10 * TokenVectorTable.CostOf("0", TokenVectorSamples.Encoded("text 0").Length));
        for (int i = 0; i < 10; i++)
        {
            await store.WriteAsync([TokenVectorSamples.Entry($"{i}", $"text {i}")]);
        }

        Assert.That((await store.GetStatisticsAsync()).DocumentCount, Is.EqualTo(10));
        foreach (string used in (string[])["2", "7"])
        {
            Assert.That(await store.HoldsAsync(used, $"text {used}"), Is.True);
        }

        for (int i = 0; i < 8; i++)
        {
            await store.WriteAsync([TokenVectorSamples.Entry("abcdefgh"[i..(i + 1)], $"text {i}")]);
        }

        Assert.That((await store.GetStatisticsAsync()).DocumentCount, Is.EqualTo(10));
        Assert.That(await store.HoldsAsync("2", "text 2"), Is.True);
        Assert.That(await store.HoldsAsync("7", "text 7"), Is.True);
        Assert.That(await store.HoldsAsync("0", "text 0"), Is.False);
    }

    [Test]
    public async Task TheBudgetHoldsWhateverIsWritten()
    {
        const long Budget = 20_000;
        using MemoryTokenVectorStore store = Create(Budget);
        var random = new Random(7);
        for (int i = 0; i < 2000; i++)
        {
            string id = $"{random.Next(300)}";
            if (random.Next(5) == 0)
            {
                await store.DeleteAsync([id]);
                continue;
            }

            string text = new('x', random.Next(60));
            await store.WriteAsync([TokenVectorSamples.Entry(id, text)]);
            Assert.That(await store.HoldsAsync(id, text), Is.True);
            TokenVectorStoreStatistics statistics = await store.GetStatisticsAsync();
            Assert.That(statistics.ByteCount + (128 * statistics.DocumentCount), Is.LessThanOrEqualTo(Budget));
        }
    }

    [Test]
    public void ADocumentThatIsMoreThanTheBudgetIsRefused()
    {
        using MemoryTokenVectorStore store = Create(500);
        Assert.That(
            async () => await store.WriteAsync([TokenVectorSamples.Entry("a", new string('x', 100))]),
            Throws.ArgumentException.With.Message.Contains("'a'").And.Message.Contains("500"));
    }

    [Test]
    public async Task WhatWasReadOutlivesTheStore()
    {
        MemoryTokenVectorStore store = Create();
        await store.WriteAsync([TokenVectorSamples.Entry("a", "one")]);
        StoredTokenVectors stored = await store.ReadAsync([Key("a", "one")]);
        store.Dispose();
        Assert.That(stored.TryGet(0, out ReadOnlyMemory<byte> bytes), Is.True);
        Assert.That(bytes.ToArray(), Is.EqualTo(TokenVectorSamples.Encoded("one")));
        Assert.That(async () => await store.ReadAsync([]), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await store.WriteAsync([TokenVectorSamples.Entry("a", "one")]), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task ReadersSeeWholeWrites()
    {
        using MemoryTokenVectorStore store = Create();
        TokenVectorEntry[][] versions = [.. Enumerable.Range(0, 200).Select(version => Enumerable.Range(0, 5).Select(i => TokenVectorSamples.Entry($"{i}", $"{version}")).ToArray())];
        await store.WriteAsync(versions[0]);
        TokenVectorKey[] keys = [.. versions.SelectMany(version => version.Select(entry => entry.Key))];
        Task reader = Task.Run(async () =>
        {
            bool isOver = false;
            while (!isOver)
            {
                using StoredTokenVectors stored = await store.ReadAsync(keys);
                int[] found = [.. Enumerable.Range(0, keys.Length).Where(i => stored.TryGet(i, out _))];
                Assert.That(found, Has.Length.EqualTo(5));
                Assert.That(found[4] - found[0], Is.EqualTo(4));
                isOver = found[0] == keys.Length - 5;
            }
        });
        foreach (TokenVectorEntry[] version in versions.Skip(1))
        {
            await store.WriteAsync(version);
        }

        await reader;
    }

    [Test]
    public void ArgumentsAreChecked()
    {
        Assert.That(() => new MemoryTokenVectorStore(" ", TokenVectorSamples.Codec), Throws.ArgumentException);
        Assert.That(() => new MemoryTokenVectorStore("r", null!), Throws.ArgumentNullException);
        Assert.That(() => new MemoryTokenVectorStore("r", TokenVectorSamples.Codec, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        using MemoryTokenVectorStore store = Create();
        Assert.That(async () => await store.ReadAsync([], new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await store.WriteAsync([TokenVectorSamples.Entry("a", "b")], new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }
}
