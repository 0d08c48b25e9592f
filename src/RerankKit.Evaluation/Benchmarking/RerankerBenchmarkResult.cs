using System.Globalization;

namespace RerankKit.Evaluation;

/// <summary>What a reranker costs and is worth on texts of one's own. Times are of warm calls, one at a time.</summary>
public sealed record RerankerBenchmarkResult
{
    /// <summary>The head of a Markdown table whose rows are <see cref="ToString"/>.</summary>
    public const string Header =
        """
        | reranker | calls | candidates | pairs/s | tokens/s | p50 ms | p95 ms | peak MB | nDCG@10 | first stage |
        |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
        """;

    /// <summary>What the reranker is called.</summary>
    public required string Name { get; init; }

    /// <summary>How many calls were timed, one per query.</summary>
    public required int Calls { get; init; }

    /// <summary>How many candidates a call had, in the mean.</summary>
    public required double CandidatesPerCall { get; init; }

    /// <summary>Pairs of query and document that were scored in a second.</summary>
    public required double PairsPerSecond { get; init; }

    /// <summary>Tokens that the model read in a second; null where the reranker does not count them.</summary>
    public required double? TokensPerSecond { get; init; }

    /// <summary>The time within which half of the calls were answered.</summary>
    public required TimeSpan P50 { get; init; }

    /// <summary>The time within which 95 of 100 calls were answered (nearest rank).</summary>
    public required TimeSpan P95 { get; init; }

    /// <summary>The most memory of the process while it loaded and ran, above what it had before, in bytes.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>nDCG@10 of what it made of the run; null without a run or judgements.</summary>
    public required double? NdcgAt10 { get; init; }

    /// <summary>nDCG@10 of the run's own order, on the same queries and candidates.</summary>
    public required double? FirstStageNdcgAt10 { get; init; }

    /// <summary>A row of a Markdown table, see <see cref="Header"/>.</summary>
    /// <returns>The row.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Name} | {Calls} | {CandidatesPerCall:0.#} | {PairsPerSecond:0} | {(TokensPerSecond is double tokens ? tokens.ToString("0", CultureInfo.InvariantCulture) : "-")} | {P50.TotalMilliseconds:0.00} | {P95.TotalMilliseconds:0.00} | {PeakMemoryBytes / 1e6:0.0} | {Metric(NdcgAt10)} | {Metric(FirstStageNdcgAt10)} |");

    private static string Metric(double? value) => value is double number ? number.ToString("0.0000", CultureInfo.InvariantCulture) : "-";
}
