using System.Text;
using System.Text.Json;

namespace RerankKit.Evaluation.Tests.Sweeping;

/// <summary>Sweeps of real collections against the definitions, worked out here anew.</summary>
public sealed class RerankSweepTests
{
    private const int MostQueries = 60;
    private static readonly int[] Depths = [5, 10, 30];
    private static readonly (string Name, int K)[] Metrics = [("ndcg", 10), ("rr", 10), ("hit", 5)];

    [TestCase("msmarco-dl19", "bm25.run")]
    [TestCase("nfcorpus", "bm25.run")]
    [TestCase("cranfield", "bm25.run")]
    [TestCase("xquad-de", "bm25.run")]
    public async Task EveryNumberOfARowIsWhatItsDefinitionSays(string collection, string runName)
    {
        Collection data = Collection.Load(collection, runName, MostQueries);
        using var good = new HashReranker(0.35, data.Grade);
        using var bad = new HashReranker(0, data.Grade);
        SweepReport report = await RerankSweep.RunAsync(data.Input, [new("good", good), new("bad", bad)], new() { Depths = Depths });
        Row[] expected = [.. from name in (string[])["good", "bad"] from depth in Depths select new Row(data, name == "good" ? 0.35 : 0, depth)];
        double[] p = NaiveStatistics.Holm([.. expected.Select(row => NaiveStatistics.PairedT(row.Differences))]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Rows, Has.Count.EqualTo(expected.Length));
            for (int i = 0; i < expected.Length; i++)
            {
                SweepRow row = report.Rows[i];
                string what = $"{row.Reranker} at {row.Depth}";
                Assert.That(row.Metrics.Values, Is.EqualTo(expected[i].Means).Within(1e-12), what);
                Assert.That(row.Changes.Values, Is.EqualTo(expected[i].Means.Zip(expected[i].Before, (after, before) => after - before)).Within(1e-12), what);
                Assert.That(row.AdjustedPValue, Is.EqualTo(p[i]).Within(1e-7), what);
                Assert.That(row.Interval.Low, Is.LessThanOrEqualTo(row.Changes["ndcg@10"]));
                Assert.That(row.Interval.High, Is.GreaterThanOrEqualTo(row.Changes["ndcg@10"]));
                Assert.That(row.Oracle, Is.EqualTo(expected[i].Oracle).Within(1e-12), what);
                Assert.That(row.Blend!.Values, Is.EqualTo(expected[i].Blends).Within(1e-12), what);
                Assert.That(row.NothingRelevant!.Auroc, Is.EqualTo(NaiveStatistics.Auroc(expected[i].Tops, expected[i].TwinTops)).Within(1e-12), what);
                double threshold = expected[i].Tops.Where(t => expected[i].Tops.Count(top => top >= t) >= 0.9 * expected[i].Tops.Length).Max();
                Assert.That(row.NothingRelevant.Threshold, Is.EqualTo(threshold), what);
                Assert.That(row.NothingRelevant.FalseAccepts, Is.EqualTo(expected[i].TwinTops.Average(top => top >= threshold ? 1.0 : 0)).Within(1e-12), what);
                foreach (GatePoint gate in row.Gates)
                {
                    Assert.That(gate.Value, Is.EqualTo(expected[i].Gated(gate.Threshold)).Within(1e-12), what);
                    Assert.That(gate.Skipped, Is.EqualTo(expected[i].Skipped(gate.Threshold)).Within(1e-12), what);
                }
            }

            Assert.That(report["bm25.run", "good", 30].Reranker, Is.EqualTo("good"));
            ReliabilityCurve curve = report.Rerankers[0].Reliability!;
            Assert.That(curve.ExpectedCalibrationError, Is.EqualTo(expected[Depths.Length - 1].Ece()).Within(1e-12));
            Assert.That(report.Rerankers[0].Stability.Select(stability => stability.KendallTau), Is.All.EqualTo(1));
        }
    }

    [Test]
    public async Task APairIsAskedAboutOnceWhateverListsItIsIn()
    {
        Collection data = Collection.Load("msmarco-dl19", "bm25.run", MostQueries, "run.tasb.trec");
        using var reranker = new HashReranker(0.3, data.Grade);
        SweepReport report = await RerankSweep.RunAsync(data.Input, [new("paid", reranker) { IsPaid = true }], new() { Depths = [10, 50] });
        Assert.That(reranker.Asked, Is.Unique);
        Assert.That(reranker.Asked, Has.Count.EqualTo(data.Runs[0].QueryIds.Sum(id => data.Runs.SelectMany(run => run.GetRanking(id).Take(50)).DistinctBy(document => document.Id).Count())));
        Assert.That(report.TunedFusion!.Weights.Sum(), Is.EqualTo(1).Within(1e-12));
        Assert.That(report.Rerankers[0].Stability, Is.Empty, "nothing is paid for that was not asked for");
    }

    [Test]
    public async Task TheTunedFusionIsChosenOnOneHalfAndMeasuredOnTheOther()
    {
        Collection data = Collection.Load("msmarco-dl19", "bm25.run", MostQueries, "run.tasb.trec");
        using var reranker = new HashReranker(0.3, data.Grade);
        SweepReport report = await RerankSweep.RunAsync(data.Input, [new("hash", reranker)], new() { Depths = [10], TimingQueries = 0, StabilityQueries = 0 });
        var means = Enumerable.Range(0, 11).ToDictionary(step => step / 10.0, step => data.Runs[0].QueryIds.Average(id => data.Ndcg(id, data.Fused(id, step / 10.0))));
        Assert.That(report.TunedFusion!.Tuned, Is.EqualTo(means.Values.Max()).Within(1e-12));
        Assert.That(means[report.TunedFusion.Weights[0]], Is.EqualTo(means.Values.Max()).Within(1e-12));
        Assert.That(report.TunedFusion.HeldOut, Is.LessThanOrEqualTo(report.TunedFusion.Tuned + 0.03).And.GreaterThan(report.TunedFusion.Tuned - 0.1), "held out is near, and not above but by chance");
        SplitWins splits = report.Rerankers[0].Splits!;
        Assert.That(splits.Splits, Is.EqualTo(100));
        Assert.That(splits.Baseline, Is.EqualTo(report.TunedFusion.HeldOut).Within(1e-12));
    }

    [Test]
    public async Task AListwiseRerankerIsAskedForEachListAndItsInstabilityShows()
    {
        Collection data = Collection.Load("cranfield", "bm25.run", 20);
        using var reranker = new HashReranker(0.3, data.Grade, isPointwise: false);
        SweepReport report = await RerankSweep.RunAsync(data.Input, [new("list", reranker) { IsPaid = true }], new() { Depths = [5, 10], StabilityQueries = 5 });
        Assert.That(reranker.Asked, Has.Count.EqualTo((20 * (5 + 10)) + (5 * 3 * 10)));
        Assert.That(report.Rerankers[0].Stability.Select(stability => stability.Variant), Is.EqualTo(["repeated", "reversed", "shuffled"]));
        Assert.That(report.Rerankers[0].Stability[0].KendallTau, Is.EqualTo(1));
        Assert.That(report.Rerankers[0].Stability[1].KendallTau, Is.LessThan(1));
        Assert.That(report.Verdict, Does.Contain("list depends on the order it is given"));
        Assert.That(report.Rows.Select(row => row.Latency?.QueryCount), Is.All.EqualTo(20), "each call is the time of its row");
    }

    [Test]
    public async Task WhatWasPaidForIsKeptAndNotAskedForAgainAndTheResultsAreTheSameToTheByte()
    {
        using var folder = new TemporaryFolder();
        Collection data = Collection.Load("nfcorpus", "bm25.run", 12);
        var options = new SweepOptions { Depths = [5, 20], TimingQueries = 0, StabilityQueries = 0 };
        using var whole = new HashReranker(0.3, data.Grade);
        using (RerankSweep sweep = RerankSweep.Open(folder["whole.partial"], data.Input, [new("hash", whole) { IsPaid = true }], options, new StoppedTime()))
        {
            await sweep.ScoreAsync();
            sweep.Finish(folder["whole.jsonl"]);
        }

        using var failing = new HashReranker(0.3, data.Grade);
        string third = data.Input.QueryText(data.Runs[0].QueryIds.Order(StringComparer.Ordinal).ElementAt(2))!;
        failing.Fails = query => query == third;
        using (RerankSweep sweep = RerankSweep.Open(folder["cut.partial"], data.Input, [new("hash", failing) { IsPaid = true }], options, new StoppedTime()))
        {
            Assert.That(async () => await sweep.ScoreAsync(), Throws.InstanceOf<InvalidDataException>());
            Assert.That(sweep.MissingQueryIds, Has.Count.EqualTo(10));
            await sweep.ScoreAsync(passOver: (_, _) => true);
            Assert.That(sweep.MissingQueryIds, Has.Count.EqualTo(1));
            Assert.That(() => sweep.Finish(folder["cut.jsonl"]), Throws.InvalidOperationException);
        }

        // As if the process had been killed while it wrote a line.
        await File.AppendAllTextAsync(folder["cut.partial"], """{"type":"pairs","query":"PLAIN""");
        failing.Fails = static _ => false;
        using (RerankSweep sweep = RerankSweep.Open(folder["cut.partial"], data.Input, [new("hash", failing) { IsPaid = true }], options, new StoppedTime()))
        {
            await sweep.ScoreAsync();
            sweep.Finish(folder["cut.jsonl"]);
        }

        Assert.That(failing.Asked, Is.Unique.And.EquivalentTo(whole.Asked));
        Assert.That(await File.ReadAllTextAsync(folder["cut.jsonl"]), Is.EqualTo(await File.ReadAllTextAsync(folder["whole.jsonl"])));
        Assert.That(File.Exists(folder["cut.partial"]), Is.False);
        Assert.That(SweepReport.Read(folder["cut.jsonl"]).Verdict, Is.EqualTo(SweepReport.Read(folder["whole.jsonl"]).Verdict));
    }

    [Test]
    public async Task CutAtAnyByteItGoesOnWithoutAskingAgainForWhatIsWhole()
    {
        using var folder = new TemporaryFolder();
        Collection data = Collection.Load("nfcorpus", "bm25.run", 12);
        var options = new SweepOptions { Depths = [5, 20], TimingQueries = 0, StabilityQueries = 0 };
        using var whole = new HashReranker(0.3, data.Grade);
        using (RerankSweep sweep = RerankSweep.Open(folder["whole.partial"], data.Input, [new("hash", whole) { IsPaid = true }], options, new StoppedTime()))
        {
            await sweep.ScoreAsync();
        }

        byte[] kept = await File.ReadAllBytesAsync(folder["whole.partial"]);
        using (RerankSweep sweep = RerankSweep.Open(folder["whole.partial"], data.Input, [new("hash", whole) { IsPaid = true }], options, new StoppedTime()))
        {
            sweep.Finish(folder["whole.jsonl"]);
        }

        var random = new Random(13);
        for (int cut = 0; cut < 20; cut++)
        {
            int length = random.Next(kept.Length);
            await File.WriteAllBytesAsync(folder["cut.partial"], kept[..length]);
            string[] answered = [.. Encoding.UTF8.GetString(kept, 0, length).Split('\n')[..^1].Where(line => line.Contains("\"type\":\"pairs\"", StringComparison.Ordinal))];
            int pairs = answered.Sum(line => JsonDocument.Parse(line).RootElement.GetProperty("documents").GetArrayLength());
            using var resumed = new HashReranker(0.3, data.Grade);
            using (RerankSweep sweep = RerankSweep.Open(folder["cut.partial"], data.Input, [new("hash", resumed) { IsPaid = true }], options, new StoppedTime()))
            {
                await sweep.ScoreAsync();
                sweep.Finish(folder["cut.jsonl"]);
            }

            Assert.That(resumed.Asked, Is.Unique.And.Count.EqualTo(whole.Asked.Count - pairs), $"cut at byte {length}");
            Assert.That(await WithoutTimesAsync(folder["cut.jsonl"]), Is.EqualTo(await WithoutTimesAsync(folder["whole.jsonl"])), $"cut at byte {length}");
        }

        // Where the time of an answer was cut off and the answer was not, nobody pays for another.
        static async Task<string[]> WithoutTimesAsync(string path) =>
            [.. (await File.ReadAllLinesAsync(path)).Where(line => !line.Contains("\"type\":\"timing\"", StringComparison.Ordinal))];
    }

    [Test]
    public async Task TimesAreThoseOfTheCallsAndALateAnswerIsTheFirstStages()
    {
        using var folder = new TemporaryFolder();
        Collection data = Collection.Load("nfcorpus", "bm25.run", 30);
        var clock = new CallTime();
        static double time(string query, int count) => (query.Length * 17 % 97 * 3) + count;
        using var reranker = new HashReranker(0.3, data.Grade) { Answered = (query, count) => clock.Pass(time(query, count)) };
        using var sweep = RerankSweep.Open(folder["times.partial"], data.Input, [new("hash", reranker)], new() { Depths = [5, 20], TimingQueries = 30, StabilityQueries = 0, MachinePricePerHour = 3.6m }, clock);
        await sweep.ScoreAsync();
        SweepReport report = sweep.Finish(folder["times.jsonl"]);
        string[] ids = [.. data.Runs[0].QueryIds];
        foreach (int depth in (int[])[5, 20])
        {
            SweepRow row = report["bm25.run", "hash", depth];
            double[] times = Array.ConvertAll(ids, id => time(data.Input.QueryText(id)!, Math.Min(depth, data.List(id).Length)));
            double value(string id, int i, double budget) => data.Ndcg(id, times[i] <= budget && budget > 0
                ? [.. data.List(id).Take(depth).Select(document => document.Id).OrderByDescending(document => HashReranker.Score(0.3, data.Grades(id).GetValueOrDefault(document), data.Input.QueryText(id)!, document)), .. data.List(id).Skip(depth).Select(document => document.Id)]
                : data.Evaluated(id));
            using (Assert.EnterMultipleScope())
            {
                Assert.That(row.Latency!.QueryCount, Is.EqualTo(30));
                Assert.That(row.Latency.P50, Is.EqualTo(NaiveStatistics.Quantile(times, 0.5)).Within(1e-3));
                Assert.That(row.Latency.P95, Is.EqualTo(NaiveStatistics.Quantile(times, 0.95)).Within(1e-3));
                Assert.That(row.CostPerThousandQueries, Is.EqualTo(times.Average() * 3.6 / 3600).Within(1e-6), "1,000 queries of so many milliseconds are as many seconds");
                Assert.That(row.Deadlines.Select(point => point.Milliseconds), Is.EqualTo([0, 50, 100, 150, 200, 250, 300, 400, 500, 750, 1000]));
                foreach (DeadlinePoint point in row.Deadlines)
                {
                    Assert.That(point.Value, Is.EqualTo(ids.Select((id, i) => value(id, i, point.Milliseconds)).Average()).Within(1e-12), $"{point.Milliseconds} ms");
                    Assert.That(point.InTime, Is.EqualTo(point.Milliseconds == 0 ? 0 : times.Average(each => each <= point.Milliseconds ? 1.0 : 0)).Within(1e-12));
                }
            }
        }
    }

    [Test]
    public async Task OtherSettingsAreRefusedByName()
    {
        using var folder = new TemporaryFolder();
        Collection data = Collection.Load("nfcorpus", "bm25.run", 3);
        using var reranker = new HashReranker(0.3, data.Grade);
        using (RerankSweep sweep = RerankSweep.Open(folder["a"], data.Input, [new("hash", reranker)], new() { Depths = [5] }))
        {
            await sweep.ScoreAsync();
        }

        Assert.That(() => RerankSweep.Open(folder["a"], data.Input, [new("hash", reranker)], new() { Depths = [6] }), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("the depths was '5' and is '6'"));
        Assert.That(() => RerankSweep.Open(folder["b"], data.Input, [new("x", reranker), new("x", reranker)]), Throws.ArgumentException.With.Message.Contains("Two rerankers are called 'x'"));
        folder.Write("c", "something else\n");
        Assert.That(() => RerankSweep.Open(folder["c"], data.Input, [new("hash", reranker)]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("is not what an unfinished sweep leaves"));
    }

    /// <summary>One row by its definition.</summary>
    private sealed class Row
    {
        private readonly Dictionary<string, (double Own, double Before)> _ndcg = [];
        private readonly List<(double Score, bool IsRelevant)> _pairs = [];

        public Row(Collection data, double lift, int depth)
        {
            string[] ids = [.. data.Runs[0].QueryIds];
            double score(string id, string document) => HashReranker.Score(lift, data.Grades(id).GetValueOrDefault(document), data.Input.QueryText(id)!, document);
            var tops = new List<double>();
            var twins = new List<double>();
            double[][] means = Array.ConvertAll(ids, id =>
            {
                ScoredDocument[] list = data.List(id);
                string[] first = [.. list.Take(depth).Select(document => document.Id)];
                string[] reranked = [.. first.OrderByDescending(document => score(id, document)), .. list.Skip(depth).Select(document => document.Id)];
                _ndcg[id] = (data.Ndcg(id, reranked), data.Ndcg(id, data.Evaluated(id)));
                _pairs.AddRange(first.Select(document => (score(id, document), data.IsRelevant(id, document))));
                if (first.Any(document => data.IsRelevant(id, document)))
                {
                    tops.Add(first.Max(document => score(id, document)));
                }

                if (first.Where(document => !data.IsRelevant(id, document)).Select(document => score(id, document)).DefaultIfEmpty(double.NaN).Max() is var twin && !double.IsNaN(twin))
                {
                    twins.Add(twin);
                }

                return Array.ConvertAll(Metrics, metric => data.Metric(metric, id, reranked));
            });
            Means = [.. Metrics.Select((_, i) => means.Average(values => values[i]))];
            Before = [.. Metrics.Select(metric => ids.Average(id => data.Metric(metric, id, data.Evaluated(id))))];
            Differences = [.. ids.Select(id => _ndcg[id].Own - _ndcg[id].Before)];
            (Tops, TwinTops) = ([.. tops], [.. twins]);
            Oracle = ids.Average(id => data.Ndcg(id, [.. data.List(id).Take(depth).OrderByDescending(document => data.Grades(id).GetValueOrDefault(document.Id)).Concat(data.List(id).Skip(depth)).Select(document => document.Id)]));
            Blends = [.. Enumerable.Range(0, 11).Select(step => ids.Average(id =>
            {
                ScoredDocument[] list = data.List(id);
                ScoredDocument[] first = [.. list.Take(depth)];
                double[] before = NaiveStatistics.MinMax([.. first.Select(document => document.Score)]);
                double[] after = NaiveStatistics.MinMax([.. first.Select(document => score(id, document.Id))]);
                double weight = step / 10.0;
                return data.Ndcg(id, [.. Enumerable.Range(0, first.Length).OrderByDescending(i => (weight * after[i]) + ((1 - weight) * before[i])).Select(i => first[i].Id), .. list.Skip(depth).Select(document => document.Id)]);
            }))];
            Gap = ids.ToDictionary(id => id, id =>
            {
                double[] scores = [.. data.List(id).Take(depth).Select(document => document.Score)];
                return scores.Length < 2 ? double.NaN : (scores[0] - scores[Math.Min(10, scores.Length) - 1]) / Math.Abs(scores[0]);
            });
        }

        public double[] Means { get; }

        public double[] Before { get; }

        public double[] Differences { get; }

        public double[] Tops { get; }

        public double[] TwinTops { get; }

        public double Oracle { get; }

        public double[] Blends { get; }

        private Dictionary<string, double> Gap { get; }

        public double Gated(double threshold) => _ndcg.Average(query => Gap[query.Key] >= threshold ? query.Value.Before : query.Value.Own);

        public double Skipped(double threshold) => Gap.Values.Average(gap => gap >= threshold ? 1.0 : 0);

        public double Ece() => _pairs.GroupBy(pair => pair.Score == 0 ? 1 : Math.Ceiling(Math.Round(pair.Score * 10, 9))).Sum(bin => bin.Count() * Math.Abs(bin.Average(pair => pair.Score) - bin.Average(pair => pair.IsRelevant ? 1.0 : 0))) / _pairs.Count;
    }

    /// <summary>Stands still but for what is said to have passed.</summary>
    private sealed class CallTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(double milliseconds) => _ticks += (long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond);

        public override long GetTimestamp() => _ticks;
    }

    private sealed class StoppedTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
