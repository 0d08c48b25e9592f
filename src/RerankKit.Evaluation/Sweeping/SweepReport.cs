namespace RerankKit.Evaluation;

/// <summary>What a sweep found. Immutable.</summary>
public sealed class SweepReport
{
    internal SweepReport(SweepHeader settings) => Settings = settings;

    /// <summary>What was asked for.</summary>
    public SweepHeader Settings { get; }

    /// <summary>The metrics; the first decides.</summary>
    public required IReadOnlyList<RankingMetric> Metrics { get; init; }

    /// <summary>How many queries were measured.</summary>
    public required int QueryCount { get; init; }

    /// <summary>The queries, in byte order of their ids.</summary>
    public required IReadOnlyList<string> QueryIds { get; init; }

    /// <summary>The first stages as they are.</summary>
    public required IReadOnlyList<SweepFirstStage> FirstStages { get; init; }

    /// <summary>One row for each first stage, reranker and depth, in this order.</summary>
    public required IReadOnlyList<SweepRow> Rows { get; init; }

    /// <summary>What depth to take, for each first stage and reranker.</summary>
    public required IReadOnlyList<SweepChoice> Choices { get; init; }

    /// <summary>What each reranker does beyond its rows.</summary>
    public required IReadOnlyList<SweepRerankerReport> Rerankers { get; init; }

    /// <summary>The first stages fused with weights that were chosen on other queries; null where there is only one first stage.</summary>
    public TunedFusionBaseline? TunedFusion { get; init; }

    /// <summary>Rows that no other row beats in both quality and 95th percentile of the time; rows that were not timed take no part.</summary>
    public required IReadOnlyList<SweepRow> FastestFront { get; init; }

    /// <summary>Rows that no other row beats in both quality and cost; rows without a cost take no part.</summary>
    public required IReadOnlyList<SweepRow> CheapestFront { get; init; }

    /// <summary>What to do, in sentences.</summary>
    public IReadOnlyList<string> Sentences { get; internal set; } = [];

    /// <summary>What to do, in one text.</summary>
    public string Verdict => string.Join(' ', Sentences);

    /// <summary>Reads results and works the report out anew; nothing is called.</summary>
    /// <param name="path">A file that a sweep wrote, plain or packed.</param>
    /// <returns>The report.</returns>
    /// <exception cref="EvaluationFormatException">The file is not a sweep's, or not whole.</exception>
    public static SweepReport Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = SweepFile.Open(path);
        var analysis = new SweepAnalysis(file.Settings);
        foreach (SweepQuery query in file.Queries())
        {
            analysis.Add(query);
        }

        file.Texts();
        return analysis.Finish();
    }

    /// <summary>The row of a first stage, a reranker and a depth.</summary>
    /// <param name="firstStage">The first stage's name.</param>
    /// <param name="reranker">The reranker's name.</param>
    /// <param name="depth">The depth.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public SweepRow this[string firstStage, string reranker, int depth] =>
        Rows.FirstOrDefault(row => row.FirstStage == firstStage && row.Reranker == reranker && row.Depth == depth)
        ?? throw new KeyNotFoundException($"There is no row of '{firstStage}', '{reranker}' and depth {depth}. First stages are {string.Join(", ", Settings.FirstStages)}, rerankers {string.Join(", ", Settings.Rerankers.Select(facts => facts.Name))}, depths {string.Join(", ", Settings.Depths)}.");
}
