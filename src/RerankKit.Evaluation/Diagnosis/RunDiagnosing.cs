namespace RerankKit.Evaluation;

/// <summary>Looks at one run, query by query.</summary>
internal static class RunDiagnosing
{
    private static readonly IReadOnlyList<RankingMetric> Metrics = RankingMetric.ParseList("recall@50,recall@100,p@5,hit@5,ndcg@10,unjudged@10");

    public static RunDiagnosis Of(Qrels qrels, Run run, DiagnosisOptions options)
    {
        var evaluation = new EvaluationOptions { RelevanceLevel = options.RelevanceLevel };
        EvaluationResult values = Evaluator.Evaluate(qrels, run, Metrics, evaluation);
        if (values.JudgedDocumentCount == 0)
        {
            throw new ArgumentException($"None of the documents of run '{run.Name}' is judged, so nothing can be said of it. Check that run and judgements have the same document ids.", nameof(run));
        }

        var pool = new Run(run.Name);
        foreach (string id in values.QueryIds)
        {
            pool.Add(id, run.GetRanking(id, TieRule.TrecEval).Take(options.PoolDepth));
        }

        EvaluationResult oracle = Evaluator.EvaluateOracle(qrels, pool, [Metrics[4]], evaluation);
        var ranks = values.QueryIds.ToDictionary(id => id, id => FirstRelevant(qrels, pool, id, options.RelevanceLevel), StringComparer.Ordinal);
        string[] of(Func<int?, bool> isIn) => [.. values.QueryIds.Where(id => RelevantCount(qrels, id, options) > 0 && isIn(ranks[id]))];
        var gaps = values.QueryIds.ToDictionary(id => id, id => SweepRowTally.Gap([.. run.GetRanking(id).Take(options.PoolDepth).Select(document => document.Score)]), StringComparer.Ordinal);
        double[] sorted = [.. gaps.Values.OfType<double>().Order()];
        return new(run.Name)
        {
            QueryCount = values.QueryIds.Count,
            Recall50 = values[Metrics[0]],
            Recall100 = values[Metrics[1]],
            Precision5 = values[Metrics[2]],
            BestPrecision5 = values.QueryIds.Average(id => Math.Min(5, RelevantCount(qrels, id, options)) / 5.0),
            Hit5 = values[Metrics[3]],
            Ndcg10 = values[Metrics[4]],
            OracleNdcg10 = oracle[Metrics[4]],
            Unjudged10 = values[Metrics[5]],
            MissingFromPool = of(rank => rank is null),
            LowInPool = of(rank => rank > 1),
            AlreadyFirst = of(rank => rank == 1),
            WithoutRelevant = [.. values.QueryIds.Where(id => RelevantCount(qrels, id, options) == 0)],
            Gaps = sorted.Length == 0 ? [] : [.. Enumerable.Range(0, 11).Select(tenth => sorted[(int)Math.Round(tenth * (sorted.Length - 1) / 10.0)])],
            Gates = Gates(values, oracle, gaps),
            Groups = Groups(values, options),
        };
    }

    private static int RelevantCount(Qrels qrels, string queryId, DiagnosisOptions options) => qrels[queryId].Values.Count(grade => grade >= options.RelevanceLevel);

    private static int? FirstRelevant(Qrels qrels, Run pool, string queryId, int level)
    {
        IReadOnlyList<ScoredDocument> documents = pool.GetRanking(queryId, TieRule.TrecEval);
        for (int i = 0; i < documents.Count; i++)
        {
            if (qrels.GetGrade(queryId, documents[i].Id) >= level)
            {
                return i + 1;
            }
        }

        return null;
    }

    private static GateForecast[] Gates(EvaluationResult values, EvaluationResult oracle, Dictionary<string, double?> gaps)
    {
        double room(string id) => oracle[Metrics[4], id] - values[Metrics[4], id];
        double all = values.QueryIds.Sum(room);
        double[] descending = [.. gaps.Values.OfType<double>().OrderDescending()];
        return
        [
            .. Enumerable.Range(1, 9).Select(tenth => (int)Math.Ceiling(tenth * descending.Length / 10.0) - 1).Where(i => i >= 0).Select(i => descending[i]).Distinct()
                .Select(threshold => new GateForecast(
                    threshold,
                    (double)values.QueryIds.Count(id => gaps[id] >= threshold) / values.QueryIds.Count,
                    all == 0 ? 0 : values.QueryIds.Where(id => gaps[id] >= threshold).Sum(room) / all)),
        ];
    }

    private static QueryGroup[] Groups(EvaluationResult values, DiagnosisOptions options) =>
        options.QueryText is not { } text ? []
            :
            [
                .. values.QueryIds.Where(id => !string.IsNullOrWhiteSpace(text(id))).GroupBy(id => QueryKind.Of(text(id)!), StringComparer.Ordinal)
                    .OrderBy(group => QueryKind.All.TakeWhile(kind => kind != group.Key).Count())
                    .Select(group => new QueryGroup(group.Key, [.. group], group.Average(id => values[Metrics[4], id]), group.Average(id => values[Metrics[3], id]))),
            ];
}
