namespace RerankKit.Evaluation;

/// <summary>How two runs are compared.</summary>
public sealed class ComparisonOptions
{
    internal const int DefaultDraws = 10_000;
    internal const ulong DefaultSeed = 42;
    internal const double DefaultConfidence = 0.95;

    /// <summary>How both runs are evaluated.</summary>
    /// <value>Default: as in trec_eval. With <see cref="EvaluationOptions.IsComplete"/> every judged query counts; without it those that at least one of the runs answers.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public EvaluationOptions Evaluation { get; set => field = Allow.NotNull(value); } = new();

    /// <summary>How many sign patterns the randomisation test draws.</summary>
    /// <value>10,000 or more; fewer make small p-values a matter of luck. Default: 10,000.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 10,000.</exception>
    public int Permutations { get; set => field = Allow.AtLeast(value, DefaultDraws, "10,000 or more"); } = DefaultDraws;

    /// <summary>How many samples the bootstrap draws.</summary>
    /// <value>1,000 or more. Default: 10,000.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1,000.</exception>
    public int BootstrapSamples { get; set => field = Allow.AtLeast(value, 1_000, "1,000 or more"); } = DefaultDraws;

    /// <summary>The level of the bootstrap interval.</summary>
    /// <value>More than 0 and less than 1. Default: 0.95.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Confidence { get; set => field = Allow.If(value is > 0 and < 1, value, "more than 0 and less than 1"); } = DefaultConfidence;

    /// <summary>Starts the random numbers of the randomisation test and the bootstrap. The same seed gives the same numbers on every platform.</summary>
    /// <value>Default: 42.</value>
    public ulong Seed { get; set; } = DefaultSeed;

    /// <summary>The largest difference of a query that still counts as a tie.</summary>
    /// <value>0 or more, finite. Default: 1e-9, which is below any real difference and above rounding.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double TieEpsilon { get; set => field = Allow.PositiveOrZero(value); } = 1e-9;
}
