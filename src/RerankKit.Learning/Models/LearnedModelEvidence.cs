namespace RerankKit.Learning;

/// <summary>What a learned model was worth on queries that it had not seen, by cross-validation.</summary>
public sealed record LearnedModelEvidence
{
    /// <summary>Better, worse, or neither for sure.</summary>
    public LearningVerdict Verdict { get; init; }

    /// <summary>How many queries there were.</summary>
    public int Queries { get; init; }

    /// <summary>How many pairs of query and document were labelled.</summary>
    public int LabelledPairs { get; init; }

    /// <summary>The metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Its mean for the first stage.</summary>
    public double FirstStage { get; init; }

    /// <summary>Its mean for the plain blend, tuned on the other folds.</summary>
    public double Blend { get; init; }

    /// <summary>Its mean for the learned model.</summary>
    public double Learned { get; init; }

    /// <summary>Decides folds and samples.</summary>
    public ulong Seed { get; init; }
}
