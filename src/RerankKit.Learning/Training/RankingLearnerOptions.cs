using RerankKit.Evaluation;

namespace RerankKit.Learning;

/// <summary>What <see cref="RankingLearner"/> looks at, and how it learns.</summary>
public sealed class RankingLearnerOptions
{
    /// <summary>Fields of candidates that hold a score of another first stage: looked at as they are, by their standard score and by their rank.</summary>
    /// <value>By default none.</value>
    public IReadOnlyList<string> Scores { get; set; } = [];

    /// <summary>Other fields of candidates: numbers, true or false, dates.</summary>
    /// <value>By default none.</value>
    public IReadOnlyList<string> Fields { get; set; } = [];

    /// <summary>Reads fields of candidates.</summary>
    /// <value>Null, the default, reads dictionaries and JSON objects in <see cref="RerankCandidate.Item"/>.</value>
    public DocumentFieldReader? ReadField { get; set; }

    /// <summary>What is learned from, in place of the judgements, which then only judge.</summary>
    /// <value>Null, the default, learns from the judgements. <see cref="ClickLog.Qrels"/> are labels from clicks.</value>
    public Qrels? Labels { get; set; }

    /// <summary>What is learned and judged by.</summary>
    /// <value>By default nDCG@10.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public RankingMetric Metric
    { get; set => field = Allow.NotNull(value); } = "ndcg@10";

    /// <summary>Into how many parts the queries are divided; each is held back once.</summary>
    /// <value>2 or more; by default 5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int Folds { get; set => field = Allow.AtLeast(value, 2); } = 5;

    /// <summary>How many trees at most; how many are kept is decided on queries set apart.</summary>
    /// <value>1 to 5,000; by default 200.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxTrees { get; set => field = Allow.Between(value, 1, 5_000); } = 200;

    /// <summary>How many models are averaged, each fitted with another part of the queries set apart.</summary>
    /// <value>1 to 50; by default 5. More costs time in proportion, and a little in ranking.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Bags { get; set => field = Allow.Between(value, 1, 50); } = 5;

    /// <summary>Decides folds and samples. The same seed gives the same model.</summary>
    /// <value>By default 42.</value>
    public ulong Seed { get; set; } = 42;
}
