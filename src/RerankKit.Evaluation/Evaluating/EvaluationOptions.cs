namespace RerankKit.Evaluation;

/// <summary>How a run is evaluated. What stands unset is as in trec_eval without options.</summary>
public sealed class EvaluationOptions
{
    /// <summary>How equal scores are ordered.</summary>
    /// <value>Default: <see cref="TieRule.TrecEval"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a rule.</exception>
    public TieRule Ties { get; set => field = Allow.Defined(value); }

    /// <summary>The precision in which scores are compared.</summary>
    /// <value>Default: <see cref="ScorePrecision.Bits64"/>, as trec_eval 10.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a precision.</exception>
    public ScorePrecision Precision { get; set => field = Allow.Defined(value); }

    /// <summary>The lowest grade that counts as relevant in metrics that name no level of their own (trec_eval's <c>-l</c>). nDCG does not use it.</summary>
    /// <value>1 or more. Default: 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int RelevanceLevel { get; set => field = Allow.AtLeast(value, 1); } = 1;

    /// <summary>Whether a judged query that the run does not answer counts as an empty ranking (trec_eval's <c>-c</c>) instead of being left out.</summary>
    /// <value>
    /// Default: false, as in trec_eval 9; the missing queries are listed in <see cref="EvaluationResult.MissingQueryIds"/>.
    /// trec_eval 10 refuses such a run unless <c>-c</c> is given.
    /// </value>
    public bool IsComplete { get; set; }

    /// <summary>Whether a document with the id of its query is left out of the query's ranking, as in BEIR (its <c>ignore_identical_ids</c>): where queries are documents of the collection, as in ArguAna, each would find itself.</summary>
    /// <value>Default: false, as in trec_eval.</value>
    public bool IgnoresIdenticalIds { get; set; }

    /// <summary>The same options with another rule for equal scores.</summary>
    internal EvaluationOptions With(TieRule ties)
    {
        var options = (EvaluationOptions)MemberwiseClone();
        options.Ties = ties;
        return options;
    }

    /// <summary>The documents of a query that count.</summary>
    internal ScoredDocument[] Documents(Run run, string queryId)
    {
        ScoredDocument[] documents = run.Documents(queryId) ?? [];
        return IgnoresIdenticalIds ? Array.FindAll(documents, document => !string.Equals(document.Id, queryId, StringComparison.Ordinal)) : documents;
    }
}
