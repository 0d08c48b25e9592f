using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RerankKit.Conformance;

namespace RerankKit.Tests.RankingLogs;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[NonParallelizable] // entries of other tests would be counted too
public sealed class RankingLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rerankkit-log-");
    private readonly ManualTimeProvider _clock = new() { Start = new(2026, 11, 29, 8, 15, 30, TimeSpan.Zero) };

    private string Path => System.IO.Path.Combine(_folder.FullName, "logs", "rankings.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Test]
    public async Task ARankingIsALineOfJsonAsTheSchemaSays()
    {
        await using (var log = new RankingLog(new() { Path = Path, EnableSensitiveData = true }, timeProvider: _clock))
        {
            log.Write(new()
            {
                RequestId = "r1",
                Experiment = "e",
                Caller = "c",
                Query = "größe \"x\"",
                Lists =
                [
                    new() { Name = "control", Documents = ["d1", "d2"], Scores = [1.5, null], IsShown = true, Duration = TimeSpan.FromMilliseconds(12.5), ModelId = "m", ScoreKind = RerankScoreKind.Logit, Fallback = "late", Cache = "hit" },
                    new() { Name = "mixed", Documents = ["d2"], Scores = [double.NaN], Teams = ["control"] },
                ],
            });
            log.WriteClick("r1", "d2");
            await log.FlushAsync();
            Assert.That((log.WrittenCount, log.DroppedCount), Is.EqualTo((2L, 0L)));
        }

        Assert.That(File.ReadAllText(Path), Is.EqualTo("""
            {"type":"ranking","time":"2026-11-29T08:15:30Z","request":"r1","experiment":"e","caller":"c","query":"größe \"x\"","lists":[{"name":"control","shown":true,"milliseconds":12.5,"model":"m","scoreKind":"logit","fallback":"late","cache":"hit","documents":["d1","d2"],"scores":[1.5,null]},{"name":"mixed","shown":false,"documents":["d2"],"scores":[null],"teams":["control"]}]}
            {"type":"click","time":"2026-11-29T08:15:30Z","request":"r1","document":"d2"}

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public async Task QueriesAreNotWrittenUnlessAskedForAndListsAreCut()
    {
        await using (var log = new RankingLog(new() { Path = Path, MaxDocuments = 1 }))
        {
            log.Write(Record("r", "secret"));
        }

        JsonElement list = JsonDocument.Parse(File.ReadAllText(Path)).RootElement.GetProperty("lists")[0];
        Assert.That(File.ReadAllText(Path), Does.Not.Contain("secret"));
        Assert.That((list.GetProperty("documents").GetArrayLength(), list.GetProperty("scores").GetArrayLength()), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task EveryEntryGoesToTheLoggerToo()
    {
        var logger = new ListLogger();
        await using (var log = new RankingLog(options: null, logger))
        {
            log.WriteClick("r1", "d1");
            await log.FlushAsync();
            Assert.That(log.WrittenCount, Is.EqualTo(1));
        }

        Assert.That(logger.Entries.Single(), Is.EqualTo((LogLevel.Debug, "Ranking log: {\"type\":\"click\",\"time\":" + logger.Entries.Single().Text.Split("\"time\":")[1])));
        Assert.That(logger.Entries.Single().Text, Does.Contain("\"request\":\"r1\",\"document\":\"d1\"}"));
    }

    [Test]
    public async Task ALoggerThatThrowsCostsNothing()
    {
        await using var log = new RankingLog(new() { Path = Path }, new ListLogger(_ => throw new InvalidOperationException("no")));
        log.WriteClick("r1", "d1");
        log.WriteClick("r2", "d1");
        await log.FlushAsync();
        Assert.That((log.WrittenCount, log.DroppedCount), Is.EqualTo((2L, 0L)));
        Assert.That(File.ReadAllLines(Path), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task AFullQueueDropsAtOnceCountsAndWarnsOnce()
    {
        using var counts = new OutcomeCounts();
        using var isWriting = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var logger = new ListLogger(level =>
        {
            if (level == LogLevel.Debug)
            {
                isWriting.Set();
                go.Wait();
            }
        });
        var log = new RankingLog(new() { Path = Path, Capacity = 2 }, logger);
        log.WriteClick("r0", "d");
        isWriting.Wait(); // the first one is out of the queue, and its writer stands still
        for (int i = 1; i <= 10; i++)
        {
            log.WriteClick($"r{i}", "d");
        }

        Assert.That(log.DroppedCount, Is.EqualTo(8));
        go.Set();
        await log.DisposeAsync();
        Assert.That(log.WrittenCount, Is.EqualTo(3));
        Assert.That(File.ReadAllLines(Path), Has.Length.EqualTo(3));
        Assert.That(logger.Entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Text), Is.EqualTo(new[] { "The ranking log drops entries: 2 wait to be written already" }));
        log.WriteClick("late", "d");
        Assert.That(log.DroppedCount, Is.EqualTo(9), "closed");
        Assert.That((counts["written"], counts["full"], counts["closed"]), Is.EqualTo((3, 8, 1)));
    }

    [Test]
    [Platform("Linux")]
    public async Task AFullDiskDropsCountsAndWarnsOnceAndNoRequestFails()
    {
        var logger = new ListLogger();
        await using var log = new RankingLog(new() { Path = "/dev/full" }, logger);
        using IReranker reranker = new StubReranker().AsBuilder().UseRankingLog(log).Build();
        for (int i = 0; i < 3; i++)
        {
            Assert.That((await reranker.RerankAsync("q", ["a", "b"])).Results, Has.Count.EqualTo(2));
            await log.FlushAsync();
        }

        Assert.That((log.WrittenCount, log.DroppedCount), Is.EqualTo((0L, 3L)));
        Assert.That(logger.Entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Text), Is.EqualTo(new[] { "The ranking log drops entries: '/dev/full' cannot be written" }));
    }

    [Test]
    public async Task AFolderThatComesBackIsWrittenToAgain()
    {
        string folder = System.IO.Path.GetDirectoryName(Path)!;
        File.WriteAllText(folder, "in the way");
        await using var log = new RankingLog(new() { Path = Path });
        log.WriteClick("r1", "d");
        await log.FlushAsync();
        File.Delete(folder);
        log.WriteClick("r2", "d");
        await log.FlushAsync();
        Assert.That((log.WrittenCount, log.DroppedCount), Is.EqualTo((1L, 1L)));
        Assert.That(File.ReadAllText(Path), Does.Contain("r2"));
    }

    [Test]
    public async Task HalfALineOfAProcessThatWasKilledIsTakenOut()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllText(Path, "{\"type\":\"click\",\"request\":\"r1\",\"document\":\"d\"}\n{\"type\":\"cli");
        await using (var log = new RankingLog(new() { Path = Path }))
        {
            log.WriteClick("r2", "d");
        }

        string[] lines = File.ReadAllLines(Path);
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("request").GetString()), Is.EqualTo(new[] { "r1", "r2" }));
    }

    [Test]
    public async Task AFileThatIsNoLogIsLeftAlone()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllText(Path, "dear diary");
        await using var log = new RankingLog(new() { Path = Path });
        log.WriteClick("r", "d");
        await log.FlushAsync();
        Assert.That(log.DroppedCount, Is.EqualTo(1));
        Assert.That(File.ReadAllText(Path), Is.EqualTo("dear diary"));
    }

    [Test]
    public async Task ADayHasAFileOfItsOwn()
    {
        await using var log = new RankingLog(new() { Path = System.IO.Path.Combine(_folder.FullName, "{date}-{process}.jsonl") }, timeProvider: _clock);
        log.WriteClick("r1", "d");
        await log.FlushAsync();
        _clock.Advance(TimeSpan.FromDays(1));
        log.WriteClick("r2", "d");
        await log.FlushAsync();
        Assert.That(
            _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal),
            Is.EqualTo(new[] { $"2026-11-29-{Environment.ProcessId}.jsonl", $"2026-11-30-{Environment.ProcessId}.jsonl" }));
    }

    [Test]
    public void DisposingWritesWhatWaits()
    {
        var log = new RankingLog(new() { Path = Path });
        for (int i = 0; i < 500; i++)
        {
            log.Write(Record($"r{i}", "q"));
        }

        log.Dispose();
        Assert.That(File.ReadAllLines(Path), Has.Length.EqualTo(500));
        Assert.That(async () => await log.FlushAsync(), Throws.Nothing);
    }

    [Test]
    public async Task ManyThreadsWriteWholeLines()
    {
        await using (var log = new RankingLog(new() { Path = Path, Capacity = 10_000 }))
        {
            Parallel.For(0, 2000, i => log.Write(Record($"r{i}", "q")));
        }

        Assert.That(
            File.ReadLines(Path).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("request").GetString()),
            Is.EquivalentTo(Enumerable.Range(0, 2000).Select(i => $"r{i}")));
    }

    [Test]
    public void OptionsAreChecked()
    {
        Assert.That(() => new RankingLogOptions { Capacity = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("1 or more"));
        Assert.That(() => new RankingLogOptions { MaxDocuments = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static RankingRecord Record(string id, string query) => new()
    {
        RequestId = id,
        Query = query,
        Lists = [new() { Name = "reranked", Documents = ["d1", "d2"], Scores = [2, 1], IsShown = true }],
    };

    private sealed class ListLogger(Action<LogLevel>? onLog = null) : ILogger<RankingLog>
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Entries { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Entries.Enqueue((logLevel, formatter(state, exception)));
            onLog?.Invoke(logLevel);
        }
    }

    private sealed class OutcomeCounts : IDisposable
    {
        private readonly ConcurrentDictionary<string, long> _counts = new();
        private readonly MeterListener _listener = new();

        public OutcomeCounts()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "rerankkit.ranking_log.entries")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                foreach (KeyValuePair<string, object?> tag in tags)
                {
                    _counts.AddOrUpdate((string)tag.Value!, value, (_, sum) => sum + value);
                }
            });
            _listener.Start();
        }

        public long this[string outcome] => _counts.GetValueOrDefault(outcome);

        public void Dispose() => _listener.Dispose();
    }
}
