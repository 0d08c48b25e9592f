namespace RerankKit;

/// <summary>What a calibration was fitted on, and what it did on queries that it was not fitted on.</summary>
public sealed record CalibrationEvidence
{
    /// <summary>How many queries there were.</summary>
    public int Queries { get; init; }

    /// <summary>How many pairs of query and document.</summary>
    public int Pairs { get; init; }

    /// <summary>How many of the pairs are relevant.</summary>
    public int RelevantPairs { get; init; }

    /// <summary>Into how many folds the queries were divided.</summary>
    public int Folds { get; init; }

    /// <summary>The expected calibration error of the scores as they were, taken for probabilities; null where they are none.</summary>
    public double? ErrorBefore { get; init; }

    /// <summary>The expected calibration error of the queries held back, in ten ranges of equal width.</summary>
    public double Error { get; init; }

    /// <summary>The Brier score of the queries held back.</summary>
    public double BrierScore { get; init; }

    /// <summary>How well the scores tell relevant pairs from others, whatever the calibration; null where all are of one kind.</summary>
    public double? Auroc { get; init; }
}
