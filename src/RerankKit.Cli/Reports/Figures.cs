namespace RerankKit.Cli.Reports;

/// <summary>How numbers look in tables, the same in every country.</summary>
internal static class Figures
{
    public static string Value(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    public static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>A count has no decimals.</summary>
    public static string Metric(RankingMetric metric, double value) => metric.Aggregation == MetricAggregation.Sum ? Whole(value) : Value(value);

    public static string Change(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);

    public static string Percent(double? share) => share is double value ? (100 * value).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %" : "-";

    public static string Probability(double value) => value < 0.0001 ? "<0.0001" : Value(value);

    public static string Count(int count, string one, string many) => Invariant($"{count} {(count == 1 ? one : many)}");

    /// <summary>A length in the units of disks, 1,000 bytes to the kB.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => Invariant($"{bytes} B"),
        < 1_000_000 => Invariant($"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => Invariant($"{bytes / 1e6:0.0} MB"),
        _ => Invariant($"{bytes / 1e9:0.00} GB"),
    };

    public static string Ids(IReadOnlyList<string> ids) => string.Join(", ", ids.Take(3).Select(id => $"'{id}'")) + (ids.Count > 3 ? ", ..." : "");

    /// <summary>Money, three digits of it.</summary>
    public static string Cost(double cost) =>
        cost.ToString(cost is >= 100 or <= 0 ? "0" : cost >= 1 ? "0.00" : $"0.{new string('#', 2 + (int)Math.Ceiling(-Math.Log10(cost)))}", CultureInfo.InvariantCulture);

    /// <summary>Ids that somebody may have to look up: many of them.</summary>
    public static string ManyIds(IReadOnlyList<string> ids) =>
        string.Join(", ", ids.Take(50).Select(id => $"'{id}'")) + (ids.Count > 50 ? Invariant($" and {ids.Count - 50} more") : "");
}
