using System.Diagnostics;
using System.Globalization;
using RerankKit.Sqlite.CrashWriter;

namespace RerankKit.Sqlite.Tests.Durability;

/// <summary>Processes that are killed while they write. RERANKKIT_CRASH_POINTS says how many; the default is 25.</summary>
public class CrashTests
{
    private const int Scores = 7;
    private static readonly int Points = int.Parse(Environment.GetEnvironmentVariable("RERANKKIT_CRASH_POINTS") ?? "25", CultureInfo.InvariantCulture);
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    /// <summary>
    /// One database is written by one process after the other, each killed at a random moment: before it has opened the file, while it makes the tables, in
    /// the middle of a batch, between two. Every so often the file begins anew.
    /// </summary>
    [Test]
    public async Task AKilledProcessLosesNothingCommittedAndCorruptsNothing()
    {
        var random = new Random(4711);
        int next = 0;
        int inside = 0;
        string path = _folder.File("crash 0.db");
        for (int point = 0; point < Points; point++)
        {
            if (point % 20 == 0)
            {
                path = _folder.File($"crash {point}.db");
                next = 0;
            }

            int said;
            using (var writer = new WriterProcess("write", path, $"{next}", "1000000"))
            {
                int lines = random.Next(0, 12);
                writer.ReadUntil(_ => lines-- == 0);
                Wait(TimeSpan.FromMicroseconds(random.Next(0, 4000)));
                writer.Kill();
                said = writer.Committed;
            }

            int last = await CheckAsync(path, Math.Max(said, next - 1), said);
            inside += last > Math.Max(said, next - 1) ? 1 : 0;
            next = last + 1;
        }

        TestContext.Out.WriteLine($"{Points} processes killed, {inside} of them between a commit and its report.");
    }

    [Test]
    public async Task AWriterIsReadByTwoOtherProcesses()
    {
        const int Last = 60;
        using (var database = RerankDatabase.Open(_folder.File()))
        {
            database.OpenTokenVectors(CrashBatch.Revision, CrashBatch.Codec).Dispose();
        }

        using var watcher = new WriterProcess("watch", _folder.File(), $"{Last}");
        Assert.That(watcher.ReadUntil(line => line == "open"), Is.True);
        using var own = RerankDatabase.Open(_folder.File(), new() { Access = RerankDatabaseAccess.ReadOnly });
        using ITokenVectorStore read = own.OpenTokenVectors(CrashBatch.Revision);
        using var writer = new WriterProcess("write", _folder.File(), "0", $"{Last + 1}");
        Task<int> watch = Task.Run(() => CrashWatch.RunAsync(read, Last));
        Assert.That(writer.WaitForExit(), Is.Zero);
        Assert.That(await watch, Is.Zero);
        Assert.That(watcher.WaitForExit(), Is.Zero, watcher.LastLine);
        Assert.That(writer.LastLine, Is.EqualTo("done"));
    }

    /// <summary>After a power failure the log may end anywhere: what is left of it is whole batches, from the first to some last one.</summary>
    [Test]
    public async Task ALogThatIsCutAnywhereHoldsWholeBatches()
    {
        const int Batches = 20;
        string source = _folder.File("source.db");
        using (var database = RerankDatabase.Open(source, CrashBatch.Options))
        {
            using ITokenVectorStore store = database.OpenTokenVectors(CrashBatch.Revision, CrashBatch.Codec);
            for (int batch = 0; batch < Batches; batch++)
            {
                await store.WriteAsync(CrashBatch.Entries(batch));
                await database.Scores.SetManyAsync(CrashBatch.Scores(batch), new());
            }

            // While it is open, all of this is in the log.
            File.Copy(source, _folder.File("copy.db"));
            File.Copy(source + "-wal", _folder.File("copy.db-wal"));
        }

        byte[] log = await File.ReadAllBytesAsync(_folder.File("copy.db-wal"));
        var random = new Random(815);
        HashSet<int> seen = [];
        for (int round = 0; round < 200; round++)
        {
            string path = _folder.File($"cut {round}.db");
            File.Copy(_folder.File("copy.db"), path);
            int length = round == 0 ? log.Length : random.Next(0, log.Length);
            byte[] rest = log[..length];
            if (round % 2 == 1 && length > 0)
            {
                // What was not yet on the disk may also be there as something else.
                random.NextBytes(rest.AsSpan(length - random.Next(1, Math.Min(length, 20_000))));
            }

            await File.WriteAllBytesAsync(path + "-wal", rest);
            seen.Add(await CheckAsync(path, round == 0 ? Batches - 1 : -1, round == 0 ? Batches - 1 : -1));
            File.Delete(path);
        }

        Assert.That(seen, Has.Count.GreaterThan(Batches / 2));
    }

    /// <summary>Checks that the file is sound, and holds whole batches up to a last one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reported">The last batch that has to be there: its commit was reported, or it was seen before.</param>
    /// <param name="said">The last batch whose scores have to be there, since the process went on to report it; -1 for none.</param>
    /// <returns>The last batch; -1 for none.</returns>
    private static async Task<int> CheckAsync(string path, int reported, int said)
    {
        using var database = RerankDatabase.Open(path, CrashBatch.Options);
        RerankDatabaseVerification verification = await database.VerifyAsync();
        Assert.That(verification.Problems, Is.Empty);
        using ITokenVectorStore store = database.OpenTokenVectors(CrashBatch.Revision, CrashBatch.Codec);
        int last = reported + 1;
        while (last >= 0 && (await store.ContainsAsync(CrashBatch.Keys(last))).All(found => !found))
        {
            last--;
        }

        Assert.That(last, Is.GreaterThanOrEqualTo(reported), "a batch that was reported is not there");
        if (reported < 0)
        {
            // Nothing was reported, so any batch may be the last one.
            for (int batch = 0; batch < 1000 && (await store.ContainsAsync(CrashBatch.Keys(batch + 1))).Any(found => found) | batch < 20; batch++)
            {
                last = (await store.ContainsAsync(CrashBatch.Keys(batch))).Any(found => found) ? batch : last;
            }
        }

        // Each batch replaces the one five before it: the latest five are there, whole.
        int present = 0;
        for (int batch = Math.Max(0, last - 4); batch <= last; batch++)
        {
            TokenVectorEntry[] entries = CrashBatch.Entries(batch);
            await store.AssertHoldsAsync(entries);
            present += entries.Length;
        }

        Assert.That(verification.DocumentCount, Is.EqualTo(present), "documents of a batch that is there in part");

        // Scores are written after the vectors, so the last batch's may be missing.
        string[] keys = [.. CrashBatch.Scores(last < 0 ? 0 : last).Select(entry => entry.Key)];
        IReadOnlyList<byte[]?> scores = await database.Scores.GetManyAsync(keys);
        Assert.That(scores.Select(score => score is null ? -1 : BitConverter.ToInt32(score)).Distinct().Count(), Is.EqualTo(1), "a part of a batch of scores");
        Assert.That(scores, Has.Count.EqualTo(Scores));
        if (last >= 0 && last == said)
        {
            Assert.That(scores[0], Is.EqualTo(BitConverter.GetBytes(last)));
        }

        return last;
    }

    // The moment of the kill: shorter than a timer could be set to.
    private static void Wait(TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
        }
    }
}
