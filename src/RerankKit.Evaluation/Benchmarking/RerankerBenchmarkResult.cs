using System.Globalization;

namespace RerankKit.Evaluation;

/// <summary>What a reranker costs and is worth on texts of one's own. Times are of warm calls, one at a time.</summary>
public sealed record RerankerBenchmarkResult
{
    /// <summary>The head of a Markdown table whose rows are <see cref="ToString"/>.</summary>
    public static string Header =>
        """
        | reranker | calls | candidates | pairs/s | tokens/s | p50 ms | p95 ms | peak MB | nDCG@10 | first stage |
        |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
        """;

    /// <summary>What the reranker is called.</summary>
    public required string Name { get; init; }

    /// <summary>How many candidates a call had, in the mean.</summary>
    public required double CandidatesPerCall { get; init; }

    /// <summary>How long the calls took, one per query, and how many pairs of query and document were scored in a second.</summary>
    public required LatencySummary Latency { get; init; }

    /// <summary>Tokens that the model read in a second; null where the reranker does not count them.</summary>
    public required double? TokensPerSecond { get; init; }

    /// <summary>The most memory that the process was seen to hold while it loaded and ran, above what it had before, in bytes.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>nDCG@10 of what it made of the run; null without a run, or without judgements of any of its queries.</summary>
    public required double? NdcgAt10 { get; init; }

    /// <summary>nDCG@10 of the run's own order, on the same queries and candidates.</summary>
    public required double? FirstStageNdcgAt10 { get; init; }

    /// <summary>A row of a Markdown table, see <see cref="Header"/>.</summary>
    /// <returns>The row.</returns>
    public override string ToString() => Invariant(
        $"| {Name} | {Latency.QueryCount} | {CandidatesPerCall:0.#} | {Latency.PairsPerSecond:0} | {Number(TokensPerSecond, "0")} | {Latency.P50:0.00} | {Latency.P95:0.00} | {PeakMemoryBytes / 1e6:0.0} | {Number(NdcgAt10, "0.0000")} | {Number(FirstStageNdcgAt10, "0.0000")} |");

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
