namespace RerankKit.Evaluation;

/// <summary>The first documents of one first stage, reranked by one reranker.</summary>
public sealed record SweepRow
{
    internal SweepRow(string firstStage, string reranker, int depth) => (FirstStage, Reranker, Depth) = (firstStage, reranker, depth);

    /// <summary>The first stage's name.</summary>
    public string FirstStage { get; }

    /// <summary>The reranker's name, as it was given.</summary>
    public string Reranker { get; }

    /// <summary>How many documents of each list were reranked; the others follow as they stood.</summary>
    public int Depth { get; }

    /// <summary>The mean of each metric, by name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The change of each metric against the first stage, by name.</summary>
    public required IReadOnlyDictionary<string, double> Changes { get; init; }

    /// <summary>The percentile bootstrap interval of the change of the deciding metric.</summary>
    public required ConfidenceInterval Interval { get; init; }

    /// <summary>The paired t test of the deciding metric.</summary>
    public required PairedTTest StudentT { get; init; }

    /// <summary>Its p-value, adjusted after Holm over all rows of the report.</summary>
    public double AdjustedPValue { get; internal set; }

    /// <summary>Whether the change can be told from noise: an adjusted p-value below 0.05.</summary>
    public bool IsReal => AdjustedPValue < SweepAnalysis.Significance;

    /// <summary>Queries that got better, stayed, and got worse.</summary>
    public required (int Wins, int Ties, int Losses) Queries { get; init; }

    /// <summary>The deciding metric if these documents stood in the best possible order, in front of the others: what a perfect reranker would reach.</summary>
    public required double Oracle { get; init; }

    /// <summary>The deciding metric of each query of the report, in its order; NaN where the first stage does not answer the query.</summary>
    public required IReadOnlyList<double> QueryValues { get; init; }

    /// <summary>How many pairs a query has on average.</summary>
    public required double PairsPerQuery { get; init; }

    /// <summary>The time of a query; null where it was not measured.</summary>
    public LatencySummary? Latency { get; init; }

    /// <summary>Tokens that a query reads on average; null where the reranker does not count them.</summary>
    public double? TokensPerQuery { get; init; }

    /// <summary>What 1,000 queries cost; null where there is no price.</summary>
    public double? CostPerThousandQueries { get; init; }

    /// <summary>The deciding metric when an answer that comes later than a budget falls back to the first stage, over the queries that were timed; at 0 the first stage decides. Empty where none was timed.</summary>
    public IReadOnlyList<DeadlinePoint> Deadlines { get; init; } = [];

    /// <summary>The deciding metric when reranker and first stage are blended; empty where a score is missing.</summary>
    public BlendSweep? Blend { get; init; }

    /// <summary>The deciding metric when queries on which the first stage is sure are not reranked.</summary>
    public IReadOnlyList<GatePoint> Gates { get; init; } = [];

    /// <summary>Whether the best score tells lists that hold an answer from lists that hold none; null where the reranker gives no scores to tell by.</summary>
    public NothingRelevant? NothingRelevant { get; init; }
}
