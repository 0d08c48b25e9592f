namespace RerankKit;

/// <summary>Which calibration, and when nothing is taken for relevant.</summary>
public sealed class CalibrationOptions : IConfiguredOptions
{
    /// <summary>The calibration.</summary>
    /// <value>Required; <see cref="ScoreCalibration.Load"/> reads one, as the configuration key <c>Path</c> does.</value>
    public ScoreCalibration? Calibration { get; set; }

    /// <summary>The probability of the best candidate below which <see cref="RerankResponse.Answerable"/> is false.</summary>
    /// <value>0 to 1. Null, the default, takes the calibration's own; where that has none, nobody says whether there is an answer.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1.</exception>
    public double? AnswerThreshold
    {
        get;
        set => field = value is null or (>= 0 and <= 1) ? value : throw Throw.OutOfRange(value, "0 to 1, or null for the calibration's own");
    }

    internal CalibrationOptions Clone() => (CalibrationOptions)MemberwiseClone();

    void IConfiguredOptions.Read(SettingsReader reader) =>
        reader
            .RequiredText("Path", "the file of a calibration", path => Calibration = ConfiguredCalibration.Load(path))
            .Double(nameof(AnswerThreshold), value => AnswerThreshold = value);
}
