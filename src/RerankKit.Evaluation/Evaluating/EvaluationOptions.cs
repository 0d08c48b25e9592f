namespace RerankKit.Evaluation;

/// <summary>How a run is evaluated. What stands unset is as in trec_eval without options.</summary>
public sealed class EvaluationOptions
{
    /// <summary>How equal scores are ordered.</summary>
    /// <value>Default: <see cref="TieRule.TrecEval"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a rule.</exception>
    public TieRule Ties
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw Throw.OutOfRange(value, "a member of TieRule");
    }

    /// <summary>The precision in which scores are compared.</summary>
    /// <value>Default: <see cref="ScorePrecision.Bits64"/>, as trec_eval 10.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a precision.</exception>
    public ScorePrecision Precision
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw Throw.OutOfRange(value, "a member of ScorePrecision");
    }

    /// <summary>The lowest grade that counts as relevant in metrics that name no level of their own (trec_eval's <c>-l</c>). nDCG does not use it.</summary>
    /// <value>1 or more. Default: 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int RelevanceLevel
    {
        get;
        set => field = value < 1 ? throw Throw.OutOfRange(value, "1 or more") : value;
    } = 1;

    /// <summary>Whether a judged query that the run does not answer counts as an empty ranking (trec_eval's <c>-c</c>) instead of being left out.</summary>
    /// <value>
    /// Default: false, as in trec_eval 9; the missing queries are listed in <see cref="EvaluationResult.MissingQueryIds"/>.
    /// trec_eval 10 refuses such a run unless <c>-c</c> is given.
    /// </value>
    public bool IsComplete { get; set; }
}
