namespace RerankKit;

/// <summary>Turns the scores of one reranker into probabilities of relevance, so that a threshold means the same for every model. Immutable.</summary>
/// <remarks>
/// Fitted on labelled queries (<c>rerankkit calibrate</c>, or CalibrationFitter of RerankKit.Evaluation) and kept in a small JSON file, which is described in
/// docs/calibration.md. The order of scores stays: a higher score never gets a lower probability.
/// </remarks>
public sealed partial class ScoreCalibration
{
    // What no sample proves: nothing is certain. Also room below, so that equal probabilities can be moved apart.
    private const double Least = 1e-300;

    private readonly double _slope;
    private readonly double _intercept;
    private readonly CalibrationPoint[] _points;

    private ScoreCalibration(CalibrationMethod method, double slope, double intercept, CalibrationPoint[] points)
    {
        Method = method;
        _slope = slope;
        _intercept = intercept;
        _points = points;
    }

    /// <summary>How a score becomes a probability.</summary>
    public CalibrationMethod Method { get; }

    /// <summary>The slope of Platt's method; null for another.</summary>
    public double? Slope => Method == CalibrationMethod.Platt ? _slope : null;

    /// <summary>The intercept of Platt's method; null for another.</summary>
    public double? Intercept => Method == CalibrationMethod.Platt ? _intercept : null;

    /// <summary>The points of the isotonic method, lowest score first; empty for another.</summary>
    public IReadOnlyList<CalibrationPoint> Points => _points;

    /// <summary>The kind of score that it was fitted on. Scores of another kind are left alone.</summary>
    public RerankScoreKind ScoreKind { get; init; }

    /// <summary>The model whose scores it was fitted on; null for any. Scores of another model are left alone.</summary>
    public string? ModelId { get; init; }

    /// <summary>The probability of the best candidate below which nothing is taken for relevant; null where nobody chose one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1.</exception>
    public double? AnswerThreshold
    {
        get;
        init => field = value is null or (>= 0 and <= 1) ? value : throw Throw.OutOfRange(value, "0 to 1, or null");
    }

    /// <summary>The blend fitted on the same queries; null where there was no first stage.</summary>
    public CalibratedBlend? Blend { get; init; }

    /// <summary>What it was fitted on; null where nobody wrote it down.</summary>
    public CalibrationEvidence? Evidence { get; init; }

    /// <summary>Makes a calibration of Platt's form.</summary>
    /// <param name="slope">More than 0.</param>
    /// <param name="intercept">Finite.</param>
    /// <returns>The calibration.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The slope is not above 0, or a number is not finite.</exception>
    public static ScoreCalibration Platt(double slope, double intercept) =>
        !(slope > 0 && double.IsFinite(slope)) ? throw Throw.OutOfRange(slope, "more than 0: a higher score has to be the better one", nameof(slope))
        : !double.IsFinite(intercept) ? throw Throw.OutOfRange(intercept, "a finite number", nameof(intercept))
        : new(CalibrationMethod.Platt, slope, intercept, []);

    /// <summary>Makes a calibration of points, with straight lines between them and the ends' probabilities beyond them.</summary>
    /// <param name="points">At least one: scores that rise, probabilities between 0 and 1 that do not fall.</param>
    /// <returns>The calibration.</returns>
    /// <exception cref="ArgumentException">There is no point, or they are not in order.</exception>
    public static ScoreCalibration Isotonic(IEnumerable<CalibrationPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        CalibrationPoint[] all = [.. points];
        if (all.Length == 0)
        {
            throw new ArgumentException("There is no point. Give one or more.", nameof(points));
        }

        for (int i = 0; i < all.Length; i++)
        {
            bool isInOrder = i == 0 || (all[i].Score > all[i - 1].Score && all[i].Probability >= all[i - 1].Probability);
            if (!isInOrder || !double.IsFinite(all[i].Score) || all[i].Probability is not (> 0 and < 1))
            {
                throw new ArgumentException(
                    $"Point {i}, {all[i]}, is out of order or out of range; scores have to rise, and probabilities, between 0 and 1, must not fall.", nameof(points));
            }
        }

        return new(CalibrationMethod.Isotonic, 0, 0, all);
    }

    /// <summary>What a score means.</summary>
    /// <param name="score">A score of the reranker; finite.</param>
    /// <returns>The probability of relevance, above 0 and at most 1.</returns>
    public double Probability(double score) =>
        Method == CalibrationMethod.Platt ? Math.Max(1 / (1 + Math.Exp(-((_slope * score) + _intercept))), Least) : Interpolate(score);

    /// <summary>Why scores are none of those that it was fitted on; null where they may be.</summary>
    internal string? Refusal(RerankScoreKind kind, string? modelId) =>
        ScoreKind != RerankScoreKind.Unspecified && kind != ScoreKind
            ? $"the calibration was fitted on scores of kind {ScoreKind}, these are {kind}"
        : ModelId is { } model && modelId is not null && !string.Equals(model, modelId, StringComparison.Ordinal)
            ? $"the calibration was fitted on model '{model}', this is '{modelId}'"
        : null;

    /// <summary>The same curve for other scores or with other things known of it.</summary>
    internal ScoreCalibration With(RerankScoreKind scoreKind, string? modelId, double? answerThreshold, CalibratedBlend? blend, CalibrationEvidence? evidence) =>
        new(Method, _slope, _intercept, _points)
        {
            ScoreKind = scoreKind,
            ModelId = modelId,
            AnswerThreshold = answerThreshold,
            Blend = blend,
            Evidence = evidence,
        };

    private double Interpolate(double score)
    {
        int low = 0;
        int high = _points.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = _points[middle].Score < score ? (middle + 1, high) : (low, middle);
        }

        if (low == 0 || low == _points.Length)
        {
            return _points[Math.Min(low, _points.Length - 1)].Probability;
        }

        (CalibrationPoint before, CalibrationPoint after) = (_points[low - 1], _points[low]);
        double share = (score - before.Score) / (after.Score - before.Score);
        return before.Probability + (share * (after.Probability - before.Probability));
    }
}
