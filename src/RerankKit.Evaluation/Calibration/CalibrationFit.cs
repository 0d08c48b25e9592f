namespace RerankKit.Evaluation;

/// <summary>A calibration, and what it is worth on queries that it was not fitted on.</summary>
public sealed class CalibrationFit
{
    internal CalibrationFit(ScoreCalibration calibration, ReliabilityCurve platt, ReliabilityCurve isotonic)
    {
        Calibration = calibration;
        Platt = platt;
        Isotonic = isotonic;
    }

    /// <summary>The calibration fitted on all queries, to use from now on.</summary>
    public ScoreCalibration Calibration { get; }

    /// <summary>Platt's method on the queries held back.</summary>
    public ReliabilityCurve Platt { get; }

    /// <summary>The isotonic method on the queries held back.</summary>
    public ReliabilityCurve Isotonic { get; }

    /// <summary>The scores as they are (logits through a sigmoid); null where they are no probabilities.</summary>
    public ReliabilityCurve? Before { get; init; }

    /// <summary>The fitted blend beside equal weights; null without a first stage.</summary>
    public FusionTuning? Blend { get; init; }

    /// <summary>Whether the best score tells that nothing is relevant; null where no query had a relevant document.</summary>
    public AnswerDetection? Answers { get; init; }
}
