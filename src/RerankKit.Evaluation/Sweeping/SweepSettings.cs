using System.Globalization;

namespace RerankKit.Evaluation;

/// <summary>Compares what two sweeps depend on, in the words of whoever typed it.</summary>
internal static class SweepSettings
{
    /// <summary>What differs; null where results of one can be used by the other.</summary>
    public static string? Difference(SweepHeader before, SweepHeader after)
    {
        string[] differences =
        [
            .. Facts(before).Zip(Facts(after), (a, b) => a.Value == b.Value ? null : $"{a.Name} was '{a.Value}' and is '{b.Value}'").OfType<string>(),
        ];
        return differences.Length == 0 ? null : string.Join("; ", differences);
    }

    private static IEnumerable<(string Name, string Value)> Facts(SweepHeader header) =>
    [
        ("the collection", header.Dataset),
        ("the runs", string.Join(", ", header.FirstStages)),
        ("the rerankers", string.Join(" ", header.Rerankers.Select(reranker => reranker.Name))),
        ("what the rerankers depend on", string.Join(" ", header.Rerankers.Select(reranker => $"{reranker.Provider}/{reranker.Model}/{reranker.Revision}"))),
        ("the depths", string.Join(",", header.Depths)),
        ("the relevance level", header.RelevanceLevel.ToString(CultureInfo.InvariantCulture)),
        ("the timed queries", header.TimingQueries?.ToString(CultureInfo.InvariantCulture) ?? "the default"),
        ("the repeated queries", header.StabilityQueries?.ToString(CultureInfo.InvariantCulture) ?? "the default"),
        ("the runs', judgements' and texts' digest", header.Digest ?? ""),
    ];
}
