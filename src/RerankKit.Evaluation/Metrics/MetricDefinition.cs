namespace RerankKit.Evaluation;

/// <summary>A metric as it can be named: its spellings, and which numbers it takes.</summary>
internal sealed record MetricDefinition(string[] Names, Func<MetricArguments, RankingMetric> Create)
{
    public bool NeedsCutoff { get; init; }

    public bool TakesCutoff { get; init; }

    public bool TakesRelevanceLevel { get; init; }

    public bool TakesPersistence { get; init; }

    public static MetricDefinition[] All { get; } =
    [
        new(["ndcg", "ndcg_cut"], a => RankingMetrics.Ndcg(a.Cutoff)) { TakesCutoff = true },
        new(["ndcg_exp", "ndcg_burges"], a => RankingMetrics.Ndcg(a.Cutoff, NdcgGain.Exponential)) { TakesCutoff = true },
        new(["rr", "mrr", "recip_rank", "recip_rank_cut"], a => RankingMetrics.ReciprocalRank(a.Cutoff, a.RelevanceLevel)) { TakesCutoff = true, TakesRelevanceLevel = true },
        new(["map", "ap", "map_cut"], a => RankingMetrics.AveragePrecision(a.Cutoff, a.RelevanceLevel)) { TakesCutoff = true, TakesRelevanceLevel = true },
        new(["recall", "r", "set_recall"], a => RankingMetrics.Recall(a.Cutoff, a.RelevanceLevel)) { TakesCutoff = true, TakesRelevanceLevel = true },
        new(["p", "precision"], a => RankingMetrics.Precision(a.Cutoff!.Value, a.RelevanceLevel)) { NeedsCutoff = true, TakesCutoff = true, TakesRelevanceLevel = true },
        new(["hit", "success"], a => RankingMetrics.Hit(a.Cutoff!.Value, a.RelevanceLevel)) { NeedsCutoff = true, TakesCutoff = true, TakesRelevanceLevel = true },
        new(["rprec", "r_prec"], a => RankingMetrics.RPrecision(a.RelevanceLevel)) { TakesRelevanceLevel = true },
        new(["rbp"], a => RankingMetrics.RankBiasedPrecision(a.Persistence ?? RankBiasedPrecisionMetric.DefaultPersistence, a.Cutoff, a.RelevanceLevel)) { TakesCutoff = true, TakesRelevanceLevel = true, TakesPersistence = true },
        new(["bpref"], a => RankingMetrics.Bpref(a.RelevanceLevel)) { TakesRelevanceLevel = true },
        new(["unjudged", "unj", "hole"], a => RankingMetrics.UnjudgedShare(a.Cutoff!.Value)) { NeedsCutoff = true, TakesCutoff = true },
        new(["num_q"], _ => CountMetric.Queries),
        new(["num_ret"], _ => CountMetric.Retrieved),
        new(["num_rel"], _ => CountMetric.Relevant),
        new(["num_rel_ret"], _ => CountMetric.RelevantRetrieved),
    ];

    /// <summary>How the metric is written: <c>p@k</c>, <c>ndcg, ndcg@k</c>, <c>rbp, rbp(p)</c>.</summary>
    public string Usage
    {
        get
        {
            string name = Names[0];
            string plain = NeedsCutoff ? "" : name;
            string cut = TakesCutoff ? $"{name}@k" : "";
            string persistence = TakesPersistence ? $", {name}(p)" : "";
            return (plain.Length > 0 && cut.Length > 0 ? $"{plain}, {cut}" : plain + cut) + persistence;
        }
    }
}
