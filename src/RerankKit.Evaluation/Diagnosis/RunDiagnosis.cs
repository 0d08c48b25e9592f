namespace RerankKit.Evaluation;

/// <summary>What one run shows about its queries.</summary>
public sealed class RunDiagnosis
{
    internal RunDiagnosis(string name) => Name = name;

    /// <summary>The run's name.</summary>
    public string Name { get; }

    /// <summary>How many judged queries it answers.</summary>
    public required int QueryCount { get; init; }

    /// <summary>The share of the relevant documents among the first 50.</summary>
    public required double Recall50 { get; init; }

    /// <summary>The share of the relevant documents among the first 100.</summary>
    public required double Recall100 { get; init; }

    /// <summary>The share of the first five that is relevant.</summary>
    public required double Precision5 { get; init; }

    /// <summary>The highest <see cref="Precision5"/> that these judgements allow: queries with fewer than five relevant documents cannot reach 1.</summary>
    public required double BestPrecision5 { get; init; }

    /// <summary>The share of the queries with a relevant document among the first five.</summary>
    public required double Hit5 { get; init; }

    /// <summary>The mean nDCG@10.</summary>
    public required double Ndcg10 { get; init; }

    /// <summary>The mean nDCG@10 if the documents of the pool stood in the best possible order.</summary>
    public required double OracleNdcg10 { get; init; }

    /// <summary>The share of the first ten that nobody judged.</summary>
    public required double Unjudged10 { get; init; }

    /// <summary>Queries with no relevant document in the pool: only retrieval can help.</summary>
    public required IReadOnlyList<string> MissingFromPool { get; init; }

    /// <summary>Queries with a relevant document in the pool, but not at the first place: a reranker can help.</summary>
    public required IReadOnlyList<string> LowInPool { get; init; }

    /// <summary>Queries with a relevant document at the first place.</summary>
    public required IReadOnlyList<string> AlreadyFirst { get; init; }

    /// <summary>Queries for which nothing is judged relevant: no metric can see them.</summary>
    public required IReadOnlyList<string> WithoutRelevant { get; init; }

    /// <summary>The tenths of the gap between rank 1 and rank 10, as a share of the best score: smallest, 10 %, ... largest. Empty where scores do not tell.</summary>
    public required IReadOnlyList<double> Gaps { get; init; }

    /// <summary>What a gate would skip and lose, the rarest skipping first.</summary>
    public required IReadOnlyList<GateForecast> Gates { get; init; }

    /// <summary>The kinds of queries, where their texts are known.</summary>
    public required IReadOnlyList<QueryGroup> Groups { get; init; }

    /// <summary>The share of the queries, of those with anything relevant, that have it in the pool.</summary>
    public double InPool => Share(LowInPool.Count + AlreadyFirst.Count);

    /// <summary>The share of the queries, of those with anything relevant, whose answer is in the pool, but low.</summary>
    public double Low => Share(LowInPool.Count);

    private double Share(int count) => QueryCount == WithoutRelevant.Count ? 0 : (double)count / (QueryCount - WithoutRelevant.Count);
}
