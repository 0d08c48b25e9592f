using System.Text.Json.Serialization;

namespace RerankKit.Cli.Reports;

/// <summary>The charts of a sweep, by the id of their place in the page.</summary>
internal sealed partial class SweepCharts(SweepReport report)
{
    private readonly string _metric = report.Metrics[0].Name;

    public IReadOnlyDictionary<string, SweepChart> Quality() => Named("quality", report.FirstStages.Select(Quality));

    public IReadOnlyDictionary<string, SweepChart> Fronts() => Named("front", new[]
    {
        Front("Quality and time", "Up and to the left is better. One line joins what nothing else beats, the level ones are the first stages.", "p95, ms", report.FastestFront, row => row.Latency?.P95),
        Front("Quality and cost", "Up and to the left is better. One line joins what nothing else beats, the level ones are the first stages.", "cost of 1,000 queries", report.CheapestFront, row => row.CostPerThousandQueries),
        Deadlines(),
    }.OfType<SweepChart>());

    public IReadOnlyDictionary<string, SweepChart> More() => Named("more", new[] { Lifts(), Blends(), Gates(), Reliability() }.OfType<SweepChart>());

    /// <summary>All charts as the script reads them. What could end a script element is escaped.</summary>
    public static string ToJson(IEnumerable<KeyValuePair<string, SweepChart>> charts) =>
        JsonSerializer.Serialize(charts.ToDictionary(chart => chart.Key, chart => chart.Value, StringComparer.Ordinal), ChartJson.Default.DictionaryStringSweepChart);

    private static Dictionary<string, SweepChart> Named(string name, IEnumerable<SweepChart> charts) =>
        charts.Index().ToDictionary(chart => Invariant($"{name}-{chart.Index}"), chart => chart.Item, StringComparer.Ordinal);

    private int Colour(string reranker) => report.Settings.Rerankers.TakeWhile(facts => facts.Name != reranker).Count();

    private string Series(SweepRow row) => report.FirstStages.Count == 1 ? row.Reranker : $"{row.Reranker} on {row.FirstStage}";

    private SweepChart Quality(SweepFirstStage first)
    {
        double before = first.Metrics[_metric];
        (int least, int most) = (report.Settings.Depths[0], report.Settings.Depths[^1]);
        var series = new List<SweepChartSeries>();
        foreach (IGrouping<string, SweepRow> rows in report.Rows.Where(row => row.FirstStage == first.Name).GroupBy(row => row.Reranker, StringComparer.Ordinal))
        {
            int colour = Colour(rows.Key);
            series.Add(new(rows.Key, "line", colour, [.. rows.Select(row => new SweepChartPoint(row.Depth, row.Metrics[_metric], Interval(row)))]));
            series.Add(new(rows.Key, "bound", colour, [.. rows.Select(row => new SweepChartPoint(row.Depth, before + row.Interval.Low))]));
            series.Add(new(rows.Key, "bound", colour, [.. rows.Select(row => new SweepChartPoint(row.Depth, before + row.Interval.High))]) { Fill = "-1" });
        }

        series.Add(Level(first.Name, before, -1, least, most));
        if (report.TunedFusion is { } fusion)
        {
            series.Add(Level("tuned fusion", fusion.HeldOut, 5, least, most));
        }

        return new($"{_metric} by depth, {first.Name}", "Below the line of the first stage a reranker hurts. Bands are 95 % intervals of the change.", "documents reranked", _metric, series) { Log = most > 10 * least };
    }

    private static SweepChartSeries Level(string name, double value, int colour, double from, double to) => new(name, "level", colour, [new(from, value), new(to, value)]);

    private static string Interval(SweepRow row) => Invariant($"first {row.Depth}, {row.Interval.Low:+0.000;-0.000} to {row.Interval.High:+0.000;-0.000},");

    private SweepChart? Front(string title, string note, string x, IReadOnlyList<SweepRow> front, Func<SweepRow, double?> price)
    {
        SweepRow[] rows = [.. report.Rows.Where(row => price(row) is not null)];
        return rows.Length == 0 ? null : new(title, note, x, _metric,
        [
            .. rows.GroupBy(row => row.Reranker, StringComparer.Ordinal).Select(group => new SweepChartSeries(group.Key, "points", Colour(group.Key), [.. group.Select(row => Point(row, price))])),
            new("front", "path", -1, [.. front.Select(row => Point(row, price))]),
            .. report.FirstStages.Select(first => Level(first.Name, first.Metrics[_metric], -1, rows.Min(price)!.Value, rows.Max(price)!.Value)),
        ])
        { Log = rows.Max(price) > 20 * rows.Min(price) && rows.Min(price) > 0 };
    }

    private SweepChartPoint Point(SweepRow row, Func<SweepRow, double?> price) =>
        new(price(row)!.Value, row.Metrics[_metric], Invariant($"first {row.Depth} of {row.FirstStage},"));

    private SweepChart? Deadlines()
    {
        SweepRow[] rows = [.. report.Choices.Select(choice => choice.Best).Where(row => row.Deadlines.Count > 0)];
        return rows.Length == 0 ? null : new($"{_metric} at a deadline", "Answers that come later fall back to the first stage; each reranker at its best depth, over the queries that were timed.", "budget, ms", _metric,
        [
            .. rows.Select((row, i) => new SweepChartSeries(Series(row), "line", i, [.. row.Deadlines.Skip(1).Select(point => new SweepChartPoint(point.Milliseconds, point.Value, Invariant($"{point.Milliseconds} ms, {100 * point.InTime:0} % in time,")))])),
            .. rows.DistinctBy(row => row.FirstStage).Select(row => Level(row.FirstStage, row.Deadlines[0].Value, -1, row.Deadlines[1].Milliseconds, row.Deadlines[^1].Milliseconds)),
        ])
        { Log = true };
    }

    private SweepChart Lifts()
    {
        const int Bins = 20;
        string[] labels = [.. Enumerable.Range(0, Bins).Select(bin => ((bin - (Bins / 2) + 0.5) / (Bins / 2)).ToString("+0.00;-0.00", CultureInfo.InvariantCulture))];
        return new("Change by query", $"How many queries changed by how much in {_metric}; those that did not change are left out. Each reranker at its sufficient depth.", "change", "queries",
        [
            .. report.Choices.Select((choice, i) =>
            {
                int[] counts = new int[Bins];
                IReadOnlyList<double> before = report.FirstStages.First(first => first.Name == choice.Sufficient.FirstStage).QueryValues;
                foreach (double change in choice.Sufficient.QueryValues.Zip(before, (after, value) => after - value).Where(change => double.IsFinite(change) && Math.Abs(change) > 1e-9))
                {
                    counts[Math.Clamp((int)Math.Floor((change + 1) * Bins / 2), 0, Bins - 1)]++;
                }

                return new SweepChartSeries(Series(choice.Sufficient), "bar", i, [.. counts.Select((count, bin) => new SweepChartPoint(bin, count))]);
            }),
        ])
        { Labels = labels };
    }

    private SweepChart? Blends()
    {
        SweepRow[] rows = [.. report.Choices.Select(choice => choice.Best).Where(row => row.Blend is not null)];
        return rows.Length == 0 ? null : new($"{_metric} when blended", "At 0 the first stage decides, at 1 the reranker; each reranker at its best depth.", "weight of the reranker", _metric,
            [.. rows.Select((row, i) => new SweepChartSeries(Series(row), "line", i, [.. row.Blend!.Values.Select((value, step) => new SweepChartPoint(step / 10.0, value))]))]);
    }

    private SweepChart? Gates()
    {
        SweepRow[] rows = [.. report.Choices.Select(choice => choice.Best).Where(row => row.Gates.Count > 0)];
        return rows.Length == 0 ? null : new($"{_metric} behind a gate", "Queries on which the first stage is sure (a large gap between rank 1 and rank 10) are not reranked.", "queries skipped, %", _metric,
            [.. rows.Select((row, i) => new SweepChartSeries(Series(row), "line", i, [new(0, row.Metrics[_metric]), .. row.Gates.Select(gate => new SweepChartPoint(100 * gate.Skipped, gate.Value, Invariant($"gap {gate.Threshold:0.000},")))]))]);
    }

    private SweepChart? Reliability()
    {
        SweepRerankerReport[] rerankers = [.. report.Rerankers.Where(reranker => reranker.Reliability is not null)];
        return rerankers.Length == 0 ? null : new("Reliability", "How often what is said with a probability is true; on the diagonal it is as often as said. Unjudged passages count as not relevant.", "said", "true",
        [
            .. rerankers.Select(reranker => new SweepChartSeries(reranker.Name, "line", Colour(reranker.Name),
                [.. reranker.Reliability!.Bins.Where(bin => bin.Count > 0).Select(bin => new SweepChartPoint(bin.MeanProbability, bin.PositiveRate, $"{bin.Count} pairs,"))])),
            new("as often as said", "level", -1, [new(0, 0), new(1, 1)]),
        ])
        { Min = 0, Max = 1 };
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Dictionary<string, SweepChart>))]
    private sealed partial class ChartJson : JsonSerializerContext;
}
