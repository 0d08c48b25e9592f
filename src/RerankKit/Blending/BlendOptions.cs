namespace RerankKit;

/// <summary>How first-stage and reranker scores are fused into one.</summary>
public sealed class BlendOptions : IConfiguredOptions
{
    /// <summary>The reranker's share: score = Weight * reranker + (1 - Weight) * first stage, after normalisation.</summary>
    /// <value>From 0 (the first stage alone) to 1 (the reranker alone); default 0.7.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double Weight { get; set => field = Allow.Between(value, 0, 1); } = 0.7;

    /// <summary>How each of the two score lists is brought to a common scale, over the candidates that the reranker scored.</summary>
    /// <value>
    /// MinMax (the default), Max, Sum, ZScore, None, or Rank, which compares positions and needs no first-stage scores.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The normalisation is for distances or for lists that hold different items.</exception>
    public ScoreNormalization Normalization
    {
        get;
        set => field = value is ScoreNormalization.MinMaxInverted or ScoreNormalization.Borda || !Enum.IsDefined(value)
            ? throw Throw.OutOfRange(value, "MinMax, Max, Sum, ZScore, Rank or None")
            : value;
    }

    /// <summary>Takes weight and normalisation from a calibration that was fitted with a first stage.</summary>
    /// <param name="calibration">The calibration.</param>
    /// <exception cref="ArgumentException">It has no blend.</exception>
    public void Take(ScoreCalibration calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        CalibratedBlend blend = calibration.Blend ?? throw new ArgumentException("The calibration has no blend: it was fitted without a first stage.", nameof(calibration));
        (Weight, Normalization) = (blend.Weight, blend.Normalization);
    }

    internal BlendOptions Clone() => (BlendOptions)MemberwiseClone();

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .Text("CalibrationPath", path => Take(ConfiguredCalibration.Load(path)))
            .Double(nameof(Weight), value => Weight = value)
            .Enum<ScoreNormalization>(nameof(Normalization), value => Normalization = value);
}
