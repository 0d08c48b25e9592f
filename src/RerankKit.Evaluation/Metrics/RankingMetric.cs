namespace RerankKit.Evaluation;

/// <summary>A measure of one query's ranking. Derive from it for a measure of your own.</summary>
/// <remarks>
/// The known ones come from <see cref="RankingMetrics"/>, or by name from <see cref="Parse"/>; a string converts implicitly.
/// The definitions are trec_eval's. Metrics are immutable and safe for many threads.
/// </remarks>
public abstract partial class RankingMetric
{
    /// <summary>Names the metric.</summary>
    /// <param name="name">Its name, different from that of every metric it is evaluated with.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or blank.</exception>
    protected RankingMetric(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>The canonical name, for example <c>ndcg@10</c> or <c>recall@100(rel=2)</c>.</summary>
    public string Name { get; }

    /// <summary>How the values of the queries become one value of the run.</summary>
    /// <value>The mean, unless overridden.</value>
    public virtual MetricAggregation Aggregation => MetricAggregation.Mean;

    /// <summary>Whether a higher value is a better one.</summary>
    /// <value>True, unless overridden.</value>
    public virtual bool IsHigherBetter => true;

    /// <summary>What trec_eval calls the metric.</summary>
    internal virtual string TrecEvalName => Name;

    /// <summary>Measures a ranking.</summary>
    /// <param name="ranking">The ranking with its judgements.</param>
    /// <returns>A finite number; 0 where the metric is not defined, for example without relevant documents.</returns>
    public abstract double Compute(JudgedRanking ranking);

    /// <summary>Measures a ranking.</summary>
    /// <param name="rankedIds">Document ids, best first, each once.</param>
    /// <param name="judgements">Document id to grade.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">An id comes twice.</exception>
    public double Compute(IReadOnlyList<string> rankedIds, IReadOnlyDictionary<string, int> judgements) =>
        Compute(new JudgedRanking(rankedIds, judgements));

    /// <summary>Gives the <see cref="Name"/>.</summary>
    /// <returns>The name.</returns>
    public sealed override string ToString() => Name;
}
