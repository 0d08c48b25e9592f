using System.Text.Json.Serialization;

namespace RerankKit;

/// <summary>A calibration as it stands in its file.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CalibrationDocument(
    int Version,
    CalibrationMethod Method,
    RerankScoreKind ScoreKind,
    string? ModelId,
    double? Slope,
    double? Intercept,
    IReadOnlyList<CalibrationPoint>? Points,
    double? AnswerThreshold,
    CalibratedBlend? Blend,
    CalibrationEvidence? Evidence)
{
    public static CalibrationDocument Of(ScoreCalibration calibration, int version) => new(
        version,
        calibration.Method,
        calibration.ScoreKind,
        calibration.ModelId,
        calibration.Slope,
        calibration.Intercept,
        calibration.Points.Count == 0 ? null : calibration.Points,
        calibration.AnswerThreshold,
        calibration.Blend,
        calibration.Evidence);

    public ScoreCalibration ToCalibration()
    {
        ScoreCalibration calibration = Method switch
        {
            CalibrationMethod.Platt => ScoreCalibration.Platt(Slope ?? double.NaN, Intercept ?? double.NaN),
            CalibrationMethod.Isotonic => ScoreCalibration.Isotonic(Points ?? []),
            _ => throw new ArgumentException($"The method is {(int)Method}; allowed is Platt or Isotonic."),
        };
        if (Blend is { Weight: not (>= 0 and <= 1) })
        {
            throw new ArgumentException($"The blend's weight is {Blend.Weight}; allowed is 0 to 1.");
        }

        return calibration.With(ScoreKind, ModelId, AnswerThreshold, Blend, Evidence);
    }
}
