namespace RerankKit;

/// <summary>When the first stage is trusted, and how that trust is checked.</summary>
public sealed class ScoreGapGateOptions : IConfiguredOptions
{
    /// <summary>How the gap is measured.</summary>
    /// <value>Default <see cref="ScoreGapMode.Relative"/>.</value>
    public ScoreGapMode Mode { get; set => field = Allow.Defined(value); }

    /// <summary>The gap from which on the first stage is trusted, in the unit of <see cref="Mode"/>.</summary>
    /// <value>More than 0; default 0.5, for <see cref="ScoreGapMode.Relative"/>: rank 10 has half the score of rank 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite or not more than 0.</exception>
    public double Threshold { get; set => field = Allow.Positive(value); } = 0.5;

    /// <summary>The rank that is compared with rank 1; the last one where there are fewer.</summary>
    /// <value>2 or more; default 10.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int Rank { get; set => field = Allow.AtLeast(value, 2); } = 10;

    /// <summary>The share of skipped calls that are reranked all the same, off the request's path, to learn what skipping costs.</summary>
    /// <value>From 0, the default, to 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double ShadowRate { get; set => field = Allow.Between(value, 0, 1); }

    /// <summary>How many of the best places a shadow run compares.</summary>
    /// <value>1 or more; default 5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int ShadowDepth { get; set => field = Allow.AtLeast(value, 1); } = 5;

    /// <summary>Called after each shadow run with what it found, on the thread pool. Exceptions it throws are counted as failures of the shadow.</summary>
    public Action<GateRegret>? OnRegret { get; set; }

    /// <summary>Draws the shadow sample, a number from 0 (included) to 1 (excluded) per skipped call. Thread-safe.</summary>
    /// <value>Default <see cref="Random.Shared"/>.</value>
    public Func<double> Sample { get; set; } = Random.Shared.NextDouble;

    internal ScoreGapGateOptions Clone() => (ScoreGapGateOptions)MemberwiseClone();

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .Enum<ScoreGapMode>(nameof(Mode), value => Mode = value)
            .Double(nameof(Threshold), value => Threshold = value)
            .Int32(nameof(Rank), value => Rank = value)
            .Double(nameof(ShadowRate), value => ShadowRate = value)
            .Int32(nameof(ShadowDepth), value => ShadowDepth = value);
}
