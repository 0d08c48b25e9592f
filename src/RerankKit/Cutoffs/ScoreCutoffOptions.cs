namespace RerankKit;

/// <summary>A threshold on a declared kind of score.</summary>
public sealed class ScoreCutoffOptions : IConfiguredOptions
{
    /// <summary>The lowest score that stays.</summary>
    /// <value>A finite number; default 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public double MinScore { get; set => field = Allow.If(double.IsFinite(value), value, "a finite number"); }

    /// <summary>The kind of score that <see cref="MinScore"/> was chosen for. Responses of another kind are refused.</summary>
    /// <value>Any kind that a threshold can mean something for; default <see cref="RerankScoreKind.Probability"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The kind carries no threshold.</exception>
    public RerankScoreKind ScoreKind
    {
        get;
        set => field = value is RerankScoreKind.Unspecified or RerankScoreKind.RankOnly or RerankScoreKind.FirstStage
            ? throw Throw.OutOfRange(value, "Logit, Probability, Similarity or Fused")
            : value;
    } = RerankScoreKind.Probability;

    /// <summary>Turns scores into probabilities before they are held against <see cref="MinScore"/>, which then is one; the scores themselves stay as they are.</summary>
    /// <value>Null, the default, compares the scores. With a calibration its own kind of score counts in place of <see cref="ScoreKind"/>.</value>
    public ScoreCalibration? Calibration { get; set; }

    /// <summary>How many of the best scored candidates stay whatever their score.</summary>
    /// <value>0 or more; default 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MinResults { get; set => field = Allow.AtLeast(value, 0); }

    /// <summary>Whether candidates that were not scored (capped, over budget) stay behind the scored ones.</summary>
    /// <value>Default false: what is not known to be relevant is dropped.</value>
    public bool KeepUnscored { get; set; }

    internal ScoreCutoffOptions Clone() => (ScoreCutoffOptions)MemberwiseClone();

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .Double(nameof(MinScore), value => MinScore = value)
            .Enum<RerankScoreKind>(nameof(ScoreKind), value => ScoreKind = value)
            .Text("CalibrationPath", path => Calibration = ConfiguredCalibration.Load(path))
            .Int32(nameof(MinResults), value => MinResults = value)
            .Boolean(nameof(KeepUnscored), value => KeepUnscored = value);
}
