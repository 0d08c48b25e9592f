namespace RerankKit.Evaluation;

/// <summary>How <see cref="FusionTuner"/> searches for weights and judges them.</summary>
public sealed class FusionTunerOptions
{
    /// <summary>How the runs are fused. Its weights are what is tuned, so they are not set.</summary>
    /// <value>By default a convex combination after min-max normalisation.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public RankFusionOptions Fusion { get; set => field = Allow.NotNull(value); } = new() { Method = FusionMethod.ConvexCombination };

    /// <summary>How the fused runs are evaluated.</summary>
    /// <value>By default as trec_eval does.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public EvaluationOptions Evaluation { get; set => field = Allow.NotNull(value); } = new();

    /// <summary>Into how many parts the queries are divided; each is held back once while weights are chosen on the others.</summary>
    /// <value>2 or more, at most the number of judged queries; by default 5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int Folds { get; set => field = Allow.AtLeast(value, 2); } = 5;

    /// <summary>The weights that are tried are whole multiples of 1 / Steps that add up to 1, and equal weights.</summary>
    /// <value>1 to 1,000, by default 10. More than about 20 fits the noise of a small set.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 1 to 1,000.</exception>
    public int Steps { get; set => field = Allow.Between(value, 1, 1_000, "1 to 1,000"); } = 10;

    /// <summary>How many weight vectors are tried at most by trying them all; where there are more, weight is moved between two runs at a time.</summary>
    /// <value>1 or more, by default 1,001: up to five runs at ten steps.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxGridSize { get; set => field = Allow.AtLeast(value, 1); } = 1_001;

    /// <summary>Decides which query falls into which fold. The same seed gives the same folds everywhere.</summary>
    /// <value>By default 42.</value>
    public ulong Seed { get; set; } = 42;
}
