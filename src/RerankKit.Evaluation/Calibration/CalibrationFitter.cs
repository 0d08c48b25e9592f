using System.Globalization;

namespace RerankKit.Evaluation;

/// <summary>Fits a <see cref="ScoreCalibration"/> to labelled queries, and says honestly what it is worth.</summary>
/// <remarks>
/// Queries, not pairs, are divided into folds; each fold is judged by a curve fitted on the others. The curve to use from now on is fitted on all. Deterministic.
/// <code>
/// CalibrationFit fit = CalibrationFitter.Fit(qrels, reranked, new() { FirstStage = bm25, ScoreKind = RerankScoreKind.Logit });
/// fit.Calibration.Save("calibration.json");
/// </code>
/// </remarks>
public static class CalibrationFitter
{
    /// <summary>Fits a calibration.</summary>
    /// <param name="qrels">The judgements.</param>
    /// <param name="scored">The documents that the reranker scored, with its own scores.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the fitting.</param>
    /// <returns>The calibration and its evidence.</returns>
    /// <exception cref="ArgumentException">
    /// There are fewer judged queries than folds; all documents, or none, are relevant; or a higher score does not go with more relevance.
    /// </exception>
    public static CalibrationFit Fit(Qrels qrels, Run scored, CalibrationFitterOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(qrels);
        ArgumentNullException.ThrowIfNull(scored);
        options ??= new();
        var sample = CalibrationSample.Read(qrels, scored, options);
        Check(sample, options);
        int[][] folds = QueryFolds.Deal(sample.QueryCount, options.Folds, options.Seed);
        double[] platt = HeldBack(sample, folds, CalibrationMethod.Platt, cancellationToken);
        double[] isotonic = HeldBack(sample, folds, CalibrationMethod.Isotonic, cancellationToken);
        var plattCurve = ReliabilityCurve.Of(platt, sample.Outcomes);
        var isotonicCurve = ReliabilityCurve.Of(isotonic, sample.Outcomes);
        CalibrationMethod method = options.Method ?? (isotonicCurve.BrierScore < plattCurve.BrierScore ? CalibrationMethod.Isotonic : CalibrationMethod.Platt);
        ReliabilityCurve curve = method == CalibrationMethod.Platt ? plattCurve : isotonicCurve;
        ReliabilityCurve? before = Before(sample, options.ScoreKind);
        FusionTuning? blend = options.FirstStage is null ? null
            : FusionTuner.Tune(qrels, [scored, options.FirstStage], options.BlendMetric, new() { Folds = options.Folds, Seed = options.Seed, Steps = 20 }, cancellationToken);
        AnswerDetection? answers = AnswerThresholds.Choose(sample, method == CalibrationMethod.Platt ? platt : isotonic, folds, options.AnswerRecall);
        var evidence = new CalibrationEvidence
        {
            Queries = sample.QueryCount,
            Pairs = sample.Scores.Length,
            RelevantPairs = sample.Outcomes.AsSpan().Count(true),
            Folds = options.Folds,
            ErrorBefore = before?.ExpectedCalibrationError,
            Error = curve.ExpectedCalibrationError,
            BrierScore = curve.BrierScore,
            Auroc = Auroc.Of(sample.Scores, sample.Outcomes),
        };
        ScoreCalibration calibration = FitOn(sample.Scores, sample.Outcomes, method).With(
            options.ScoreKind, options.ModelId, answers?.Threshold, blend is null ? null : new(blend.Weights[0], ScoreNormalization.MinMax), evidence);
        return new(calibration, plattCurve, isotonicCurve) { Before = before, Blend = blend, Answers = answers };
    }

    private static void Check(CalibrationSample sample, CalibrationFitterOptions options)
    {
        if (sample.QueryCount < options.Folds)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{sample.QueryCount} judged queries cannot be divided into {options.Folds} folds. Judge more queries, or use fewer folds."));
        }

        int relevant = sample.Outcomes.AsSpan().Count(true);
        if (relevant == 0 || relevant == sample.Outcomes.Length)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{(relevant == 0 ? "None" : "All")} of the {sample.Outcomes.Length} scored documents {(relevant == 0 ? "is" : "are")} relevant, so that there is nothing to tell apart. Check the ids of run and judgements, and the relevance level."));
        }
    }

    private static double[] HeldBack(CalibrationSample sample, int[][] folds, CalibrationMethod method, CancellationToken cancellationToken)
    {
        double[] probabilities = new double[sample.Scores.Length];
        foreach (int[] fold in folds)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (double[] scores, bool[] outcomes) = sample.Without(fold);
            ScoreCalibration curve = FitOn(scores, outcomes, method);
            foreach (int query in fold)
            {
                for (int i = sample.Starts[query]; i < sample.Starts[query + 1]; i++)
                {
                    probabilities[i] = curve.Probability(sample.Scores[i]);
                }
            }
        }

        return probabilities;
    }

    private static ScoreCalibration FitOn(double[] scores, bool[] outcomes, CalibrationMethod method)
    {
        if (method == CalibrationMethod.Isotonic)
        {
            return ScoreCalibration.Isotonic(IsotonicRegression.Fit(scores, outcomes));
        }

        (double slope, double intercept) = PlattScaling.Fit(scores, outcomes);
        return slope > 0
            ? ScoreCalibration.Platt(slope, intercept)
            : throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"The slope is {slope:0.####}: a higher score does not go with more relevance over all queries, so that no threshold can help. Scores whose scale depends on the query, as BM25's does, cannot be calibrated; otherwise check that run and judgements belong together."));
    }

    private static ReliabilityCurve? Before(CalibrationSample sample, RerankScoreKind kind) => kind switch
    {
        RerankScoreKind.Probability when Array.TrueForAll(sample.Scores, score => score is >= 0 and <= 1) => ReliabilityCurve.Of(sample.Scores, sample.Outcomes),
        RerankScoreKind.Logit => ReliabilityCurve.Of(Array.ConvertAll(sample.Scores, score => 1 / (1 + Math.Exp(-score))), sample.Outcomes),
        _ => null,
    };
}
