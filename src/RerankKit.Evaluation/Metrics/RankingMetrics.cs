namespace RerankKit.Evaluation;

/// <summary>The metrics with trec_eval's definitions.</summary>
/// <remarks>
/// Where a metric takes a relevance level, that is the lowest grade that counts as relevant; null is the level of the evaluation
/// (<see cref="EvaluationOptions.RelevanceLevel"/>, 1 unless set). A cutoff is a number of ranks, 1 or more; null looks at
/// all. Unjudged documents count as not relevant.
/// </remarks>
public static class RankingMetrics
{
    /// <summary>Normalised discounted cumulative gain: Σ gain / log2(rank + 1), divided by the same sum over all judged documents in ideal order.</summary>
    /// <param name="cutoff">Ranks that count, in the ranking and in the ideal; null for all.</param>
    /// <param name="gain">What a grade is worth; negative grades are worth 0.</param>
    /// <returns>The metric, <c>ndcg@k</c> or <c>ndcg_exp@k</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cutoff"/> is less than 1.</exception>
    public static RankingMetric Ndcg(int? cutoff = null, NdcgGain gain = NdcgGain.Linear) => new NdcgMetric(cutoff, gain);

    /// <summary>1 / rank of the first relevant document; its mean is the MRR.</summary>
    /// <param name="cutoff">Ranks that count; null for all.</param>
    /// <param name="relevanceLevel">The lowest relevant grade.</param>
    /// <returns>The metric, <c>rr@k</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is less than 1.</exception>
    public static RankingMetric ReciprocalRank(int? cutoff = null, int? relevanceLevel = null) =>
        new BinaryMetric("rr", TrecEvalName("recip_rank", "recip_rank_cut", cutoff), cutoff, relevanceLevel, BinaryFormulas.ReciprocalRank);

    /// <summary>Average precision: Σ precision at the rank of each relevant document, divided by the number of relevant documents; its mean is the MAP.</summary>
    /// <param name="cutoff">Ranks that count; null for all. The divisor is not cut.</param>
    /// <param name="relevanceLevel">The lowest relevant grade.</param>
    /// <returns>The metric, <c>map@k</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is less than 1.</exception>
    public static RankingMetric AveragePrecision(int? cutoff = null, int? relevanceLevel = null) =>
        new BinaryMetric("map", TrecEvalName("map", "map_cut", cutoff), cutoff, relevanceLevel, BinaryFormulas.AveragePrecision);

    /// <summary>The share of the relevant documents that is retrieved.</summary>
    /// <param name="cutoff">Ranks that count; null for all.</param>
    /// <param name="relevanceLevel">The lowest relevant grade.</param>
    /// <returns>The metric, <c>recall@k</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is less than 1.</exception>
    public static RankingMetric Recall(int? cutoff = null, int? relevanceLevel = null) =>
        new BinaryMetric("recall", TrecEvalName("set_recall", "recall", cutoff), cutoff, relevanceLevel, BinaryFormulas.Recall);

    /// <summary>The share of the first k ranks that is relevant; divided by k even where fewer are retrieved.</summary>
    /// <param name="cutoff">k.</param>
    /// <param name="relevanceLevel">The lowest relevant grade.</param>
    /// <returns>The metric, <c>p@k</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is less than 1.</exception>
    public static RankingMetric Precision(int cutoff, int? relevanceLevel = null) => new BinaryMetric(
        "p", Invariant($"P_{cutoff}"), cutoff, relevanceLevel, static (ranking, level, k) => (double)ranking.CountRetrieved(level, k) / k);

    /// <summary>1 when a relevant document is among the first k, else 0; trec_eval calls it success.</summary>
    /// <param name="cutoff">k.</param>
    /// <param name="relevanceLevel">The lowest relevant grade.</param>
    /// <returns>The metric, <c>hit@k</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is less than 1.</exception>
    public static RankingMetric Hit(int cutoff, int? relevanceLevel = null) => new BinaryMetric(
        "hit", Invariant($"success_{cutoff}"), cutoff, relevanceLevel, static (ranking, level, k) => ranking.CountRetrieved(level, k) > 0 ? 1 : 0);

    /// <summary>Precision at R, the number of relevant documents.</summary>
    /// <param name="relevanceLevel">The lowest relevant grade.</param>
    /// <returns>The metric, <c>rprec</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="relevanceLevel"/> is less than 1.</exception>
    public static RankingMetric RPrecision(int? relevanceLevel = null) =>
        new BinaryMetric("rprec", "Rprec", cutoff: null, relevanceLevel, BinaryFormulas.RPrecision);

    /// <summary>Rank-biased precision with binary relevance: (1 − p) · Σ p^(rank − 1) over the relevant ranks (Moffat and Zobel, TOIS 2008).</summary>
    /// <remarks>trec_eval weighs each rank by its grade whatever the relevance level; with grades 0 and 1 and level 1 that is the same.</remarks>
    /// <param name="persistence">p, more than 0 and less than 1: the chance that a reader goes on to the next rank. trec_eval's default is 0.9.</param>
    /// <param name="cutoff">Ranks that count; null for all.</param>
    /// <param name="relevanceLevel">The lowest relevant grade.</param>
    /// <returns>The metric, <c>rbp(p)</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static RankingMetric RankBiasedPrecision(double persistence = RankBiasedPrecisionMetric.DefaultPersistence, int? cutoff = null, int? relevanceLevel = null) =>
        new RankBiasedPrecisionMetric(persistence, cutoff, relevanceLevel);

    /// <summary>Binary preference: how rarely judged non-relevant documents stand above relevant ones; unjudged documents are left out (Buckley and Voorhees, SIGIR 2004).</summary>
    /// <param name="relevanceLevel">The lowest relevant grade.</param>
    /// <returns>The metric, <c>bpref</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="relevanceLevel"/> is less than 1.</exception>
    public static RankingMetric Bpref(int? relevanceLevel = null) =>
        new BinaryMetric("bpref", "bpref", cutoff: null, relevanceLevel, BinaryFormulas.Bpref);

    /// <summary>The share of the first k ranks that nobody judged: high values say that the other metrics are blind there. Lower is better.</summary>
    /// <param name="cutoff">k; the divisor even where fewer are retrieved.</param>
    /// <returns>The metric, <c>unjudged@k</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cutoff"/> is less than 1.</exception>
    public static RankingMetric UnjudgedShare(int cutoff) => new UnjudgedMetric(cutoff);

    private static string TrecEvalName(string whole, string cut, int? cutoff) => cutoff is null ? whole : Invariant($"{cut}_{cutoff}");
}
