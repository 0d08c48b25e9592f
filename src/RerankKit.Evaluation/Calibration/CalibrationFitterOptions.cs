namespace RerankKit.Evaluation;

/// <summary>How <see cref="CalibrationFitter"/> fits.</summary>
public sealed class CalibrationFitterOptions
{
    /// <summary>The method.</summary>
    /// <value>Null, the default, takes the one with the lower Brier score on queries held back.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is no method.</exception>
    public CalibrationMethod? Method { get; set => field = Allow.If(value is null || Enum.IsDefined(value.Value), value, "Platt, Isotonic or null"); }

    /// <summary>The run that was reranked, with the first stage's scores of the same documents; the weight of the blend is then fitted too.</summary>
    /// <value>Null, the default, fits no blend.</value>
    public Run? FirstStage { get; set; }

    /// <summary>The metric that the blend is chosen by.</summary>
    /// <value>By default nDCG@10.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public RankingMetric BlendMetric { get; set => field = Allow.NotNull(value); } = "ndcg@10";

    /// <summary>Into how many parts the queries are divided; each is held back once.</summary>
    /// <value>2 or more, at most the number of queries; by default 5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int Folds { get; set => field = Allow.AtLeast(value, 2); } = 5;

    /// <summary>Decides which query falls into which fold. The same seed gives the same folds everywhere.</summary>
    /// <value>By default 42.</value>
    public ulong Seed { get; set; } = 42;

    /// <summary>The lowest grade that counts as relevant.</summary>
    /// <value>By default 1.</value>
    public int RelevanceLevel { get; set; } = 1;

    /// <summary>Whether documents that nobody judged are left out; otherwise they count as not relevant, as in every metric.</summary>
    /// <value>Default false.</value>
    public bool JudgedOnly { get; set; }

    /// <summary>The share of queries with a relevant document that <see cref="ScoreCalibration.AnswerThreshold"/> lets pass.</summary>
    /// <value>More than 0 and less than 1; by default 0.9.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double AnswerRecall { get; set => field = Allow.If(value is > 0 and < 1, value, "more than 0 and less than 1"); } = 0.9;

    /// <summary>What the scores are; kept in the calibration, which leaves others alone.</summary>
    /// <value>Unspecified, the default, is any kind. A probability, or a logit through a sigmoid, is judged as it is too.</value>
    public RerankScoreKind ScoreKind { get; set; }

    /// <summary>The model that scored; kept in the calibration.</summary>
    /// <value>Null, the default, is any model.</value>
    public string? ModelId { get; set; }
}
