namespace RerankKit.Evaluation;

/// <summary>A line of a sweep's results. Which members it has depends on what it is; see docs/choosing.md.</summary>
internal sealed record SweepLine
{
    public const string SweepType = "sweep";
    public const string QueryType = "query";
    public const string PairsType = "pairs";
    public const string ListType = "list";
    public const string TimingType = "timing";
    public const string StabilityType = "stability";
    public const string TextType = "text";
    public const string EndType = "end";

    public required string Type { get; init; }

    public string? Query { get; init; }

    public string? Text { get; init; }

    public string? Reranker { get; init; }

    public string? FirstStage { get; init; }

    public int? Depth { get; init; }

    public string? Variant { get; init; }

    public double? Tau { get; init; }

    public double? Overlap5 { get; init; }

    public IReadOnlyList<string>? Documents { get; init; }

    /// <summary>The score of each document; null where the reranker gave none.</summary>
    public IReadOnlyList<double?>? Scores { get; init; }

    /// <summary>What the documents are ordered by, where that is not the score itself.</summary>
    public IReadOnlyList<double?>? Raw { get; init; }

    public double? Milliseconds { get; init; }

    public long? Tokens { get; init; }

    public decimal? Cost { get; init; }

    public IReadOnlyDictionary<string, int>? Judgements { get; init; }

    /// <summary>By first stage: its documents in its order, and their scores.</summary>
    public IReadOnlyList<SweepList>? FirstStages { get; init; }

    /// <summary>Documents that no reranker was asked about, because the collection lacks them.</summary>
    public IReadOnlyList<string>? WithoutText { get; init; }

    public int? Queries { get; init; }

    public SweepHeader? Settings { get; init; }
}
