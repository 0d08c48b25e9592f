namespace RerankKit.LateInteraction.Tests;

public class TokenVectorBuildTests
{
    private static (string Id, string Text)[] Texts(int count, string prefix = "text") => [.. Enumerable.Range(0, count).Select(i => ($"{i}", $"{prefix} {i}"))];

    [Test]
    public async Task EveryDocumentIsEncodedAndStoredInBatches()
    {
        using var store = new RecordingStore();
        using var encoder = new SampleEncoder();
        TokenVectorBuildProgress done = await store.BuildAsync(encoder, Texts(10), new() { BatchSize = 4 });
        Assert.That(encoder.Calls, Is.EqualTo(new[] { 4, 4, 2 }));
        Assert.That(store.Writes, Is.EqualTo(new[] { 4, 4, 2 }));
        Assert.That(done, Is.EqualTo(new TokenVectorBuildProgress(10, 0, 10, Texts(10).Sum(document => document.Text.Length + 1))));
        Assert.That(await store.HoldsAsync("7", "text 7"), Is.True);
    }

    [Test]
    public async Task ABuildIsResumedWhereItStopped()
    {
        using var store = new RecordingStore();
        using (var failing = new SampleEncoder { FailAtCall = 3 })
        {
            Assert.That(async () => await store.BuildAsync(failing, Texts(20), new() { BatchSize = 5 }), Throws.TypeOf<IOException>());
        }

        using var encoder = new SampleEncoder();
        TokenVectorBuildProgress done = await store.BuildAsync(encoder, Texts(20), new() { BatchSize = 5 });
        Assert.That((done.DocumentCount, done.SkippedCount, done.StoredCount), Is.EqualTo((20L, 10L, 10L)));
        Assert.That(encoder.Calls.Sum(), Is.EqualTo(10));
        done = await store.BuildAsync(encoder, Texts(20));
        Assert.That((done.SkippedCount, done.StoredCount), Is.EqualTo((20L, 0L)));
        Assert.That(encoder.Calls.Sum(), Is.EqualTo(10));
    }

    [Test]
    public async Task OnlyWhatHasChangedIsEncodedAgain()
    {
        using var store = new RecordingStore();
        using var encoder = new SampleEncoder();
        await store.BuildAsync(encoder, Texts(10));
        (string Id, string Text)[] changed = Texts(12);
        changed[3].Text = "changed";
        TokenVectorBuildProgress done = await store.BuildAsync(encoder, changed);
        Assert.That((done.SkippedCount, done.StoredCount), Is.EqualTo((9L, 3L)));
        Assert.That(await store.HoldsAsync("3", "changed"), Is.True);
    }

    [Test]
    public async Task MissingDocumentsFromSeveralBatchesAreEncodedTogether()
    {
        using var store = new RecordingStore();
        using var encoder = new SampleEncoder();
        await store.BuildAsync(encoder, Texts(40).Where((_, i) => i % 4 != 0), new() { BatchSize = 100 });
        encoder.Calls.Clear();
        await store.BuildAsync(encoder, Texts(40), new() { BatchSize = 5 });
        Assert.That(encoder.Calls, Is.EqualTo(new[] { 5, 5 }));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(100)]
    public async Task OfDocumentsWithOneIdTheLastOneStays(int batchSize)
    {
        using var store = new RecordingStore();
        using var encoder = new SampleEncoder();
        await store.BuildAsync(encoder, [("a", "first")]);
        await store.BuildAsync(encoder, [("a", "second"), ("b", "bee"), ("a", "first"), ("c", "sea")], new() { BatchSize = batchSize });
        Assert.That(await store.HoldsAsync("a", "first"), Is.True);
        Assert.That(await store.HoldsAsync("c", "sea"), Is.True);
    }

    [Test]
    public async Task ProgressNeverRunsAheadOfTheStore()
    {
        using var store = new RecordingStore();
        using var encoder = new SampleEncoder();
        List<TokenVectorBuildProgress> reports = [];
        var progress = new Observer(report =>
        {
            Assert.That(report.StoredCount, Is.EqualTo(store.Writes.Sum()));
            reports.Add(report);
        });
        await store.BuildAsync(encoder, Texts(4));
        store.Writes.Clear();
        await store.BuildAsync(encoder, Texts(12), new() { BatchSize = 4, Progress = progress });
        Assert.That(reports.Select(report => report.DocumentCount), Is.EqualTo(new[] { 4, 8, 12 }));
        Assert.That(reports[^1].SkippedCount, Is.EqualTo(4));
    }

    [Test]
    public async Task DocumentsMayComeAsynchronouslyAndTheBuildIsCancelled()
    {
        using var store = new RecordingStore();
        using var encoder = new SampleEncoder();
        using var cancellation = new CancellationTokenSource();
        async IAsyncEnumerable<(string, string)> Stream()
        {
            for (int i = 0; i < 100; i++)
            {
                await Task.Yield();
                if (i == 50)
                {
                    await cancellation.CancelAsync();
                }

                yield return ($"{i}", $"text {i}");
            }
        }

        Assert.That(
            async () => await store.BuildAsync(encoder, Stream(), new() { BatchSize = 10 }, cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await store.GetStatisticsAsync()).DocumentCount, Is.EqualTo(50));
    }

    [Test]
    public void AnEncoderOfAnotherRevisionOrDimensionIsRefused()
    {
        using var store = new RecordingStore();
        using var encoder = new SampleEncoder { Metadata = new("test", TokenVectorSamples.Dimension) { Revision = "another" } };
        Assert.That(async () => await store.BuildAsync(encoder, Texts(1)), Throws.ArgumentException.With.Message.Contains("'another'"));
        using var wide = new SampleEncoder { Metadata = new("test", 9) { Revision = "r" } };
        Assert.That(async () => await store.BuildAsync(wide, Texts(1)), Throws.ArgumentException.With.Message.Contains('9'));
    }

    [Test]
    public void NullsAreRefusedByTheirPlace()
    {
        using var store = new RecordingStore();
        using var encoder = new SampleEncoder();
        Assert.That(async () => await store.BuildAsync(encoder, [("a", "x"), ("b", null!)]), Throws.ArgumentException.With.Message.Contains("Document 1 ('b') has no text"));
        Assert.That(async () => await store.BuildAsync(encoder, [(null!, "x")]), Throws.ArgumentException.With.Message.Contains("no id"));
        Assert.That(() => new TokenVectorBuildOptions { BatchSize = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task AStoreThatDoesNotSayWhatItHasIsRead()
    {
        ITokenVectorStore store = new RecordingStore();
        await store.WriteAsync([TokenVectorSamples.Entry("a", "one")]);
        Assert.That(
            await store.ContainsAsync([TokenVectorKey.OfText("one", "a"), TokenVectorKey.OfText("two", "a")]),
            Is.EqualTo(new[] { true, false }));
    }

    /// <summary>A store in memory that does not implement what has a default.</summary>
    private sealed class RecordingStore : ITokenVectorStore
    {
        private readonly MemoryTokenVectorStore _inner = new("r", TokenVectorSamples.Codec);

        public List<int> Writes { get; } = [];

        public string Revision => _inner.Revision;

        public TokenVectorCodec Codec => _inner.Codec;

        public ValueTask<StoredTokenVectors> ReadAsync(IReadOnlyList<TokenVectorKey> keys, CancellationToken cancellationToken = default) =>
            _inner.ReadAsync(keys, cancellationToken);

        public ValueTask WriteAsync(IReadOnlyList<TokenVectorEntry> entries, CancellationToken cancellationToken = default)
        {
            Writes.Add(entries.Count);
            return _inner.WriteAsync(entries, cancellationToken);
        }

        public ValueTask<int> DeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default) => _inner.DeleteAsync(ids, cancellationToken);

        public ValueTask<TokenVectorStoreStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default) => _inner.GetStatisticsAsync(cancellationToken);

        public void Dispose() => _inner.Dispose();
    }

    private sealed class SampleEncoder : IMultiVectorEncoder
    {
        public List<int> Calls { get; } = [];

        public int FailAtCall { get; init; } = -1;

        public MultiVectorEncoderMetadata Metadata { get; init; } = new("test", TokenVectorSamples.Dimension) { Revision = "r" };

        public Task<IReadOnlyList<TokenVectors>> EncodeAsync(
            IReadOnlyList<string> texts, TextRole role, MultiVectorEncodeOptions? options = null, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Assert.That(role, Is.EqualTo(TextRole.Document));
            Calls.Add(texts.Count);
            if (Calls.Count == FailAtCall)
            {
                throw new IOException("The encoder is gone.");
            }

            return Task.FromResult<IReadOnlyList<TokenVectors>>([.. texts.Select(TokenVectorSamples.Vectors)]);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(MultiVectorEncoderMetadata) ? Metadata : null;

        public void Dispose()
        {
        }
    }

    private sealed class Observer(Action<TokenVectorBuildProgress> action) : IProgress<TokenVectorBuildProgress>
    {
        public void Report(TokenVectorBuildProgress value) => action(value);
    }
}
