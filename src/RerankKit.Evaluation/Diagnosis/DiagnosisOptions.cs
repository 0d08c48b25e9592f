namespace RerankKit.Evaluation;

/// <summary>What a diagnosis is told that judgements and runs do not show.</summary>
public sealed class DiagnosisOptions
{
    /// <summary>The text of a query, to set exact matches and single keywords apart; null where there is none.</summary>
    public Func<string, string?>? QueryText { get; init; }

    /// <summary>How many documents there are, and how many of them say the same; null where nobody looked.</summary>
    public DuplicateDocuments? Documents { get; init; }

    /// <summary>How many passages are longer than a model reads, and of how many; null where nobody looked.</summary>
    public (int Cut, int Of)? CutPassages { get; init; }

    /// <summary>How much time a query may take for reranking; null where that is not known.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>Whether the answers that people get are bad; null takes the ranking's room for it.</summary>
    public bool? AnswersAreBad { get; init; }

    /// <summary>Whether queries are about nuance rather than exact matches; null looks at their texts.</summary>
    public bool? NeedsNuance { get; init; }

    /// <summary>The lowest grade that counts as relevant.</summary>
    /// <value>1 or more. Default: 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int RelevanceLevel { get; set => field = Allow.AtLeast(value, 1); } = 1;

    /// <summary>How many documents of each list a reranker would be given: what stands below them is missing.</summary>
    /// <value>10 or more. Default: 100.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 10.</exception>
    public int PoolDepth { get; set => field = Allow.AtLeast(value, 10); } = 100;
}
