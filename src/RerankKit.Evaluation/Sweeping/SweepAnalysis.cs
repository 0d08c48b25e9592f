namespace RerankKit.Evaluation;

/// <summary>Works a report out, query by query: what it keeps of a query is its metrics, times and best scores.</summary>
internal sealed class SweepAnalysis
{
    public const double Significance = 0.05;

    /// <summary>Means closer than this are the same.</summary>
    public const double Rounding = 1e-12;

    private readonly SweepHeader _settings;
    private readonly RankingMetric[] _metrics;
    private readonly List<string> _queryIds = [];
    private readonly List<double[]>[] _firstStages;
    private readonly Dictionary<SweepCell, SweepRowTally> _rows = [];
    private readonly SweepRerankerTally[] _rerankers;
    private readonly FusionTally? _fusion;

    public SweepAnalysis(SweepHeader settings)
    {
        _settings = settings;
        _metrics = [.. settings.Metrics.Select(name => RankingMetric.Parse(name))];
        _firstStages = [.. settings.FirstStages.Select(_ => new List<double[]>())];
        _rerankers = [.. Enumerable.Range(0, settings.Rerankers.Count).Select(reranker => new SweepRerankerTally(settings, reranker))];
        _fusion = settings.FirstStages.Count < 2 ? null : new(settings.FirstStages, _metrics[0], settings.RelevanceLevel);
        for (int firstStage = 0; firstStage < settings.FirstStages.Count; firstStage++)
        {
            for (int reranker = 0; reranker < settings.Rerankers.Count; reranker++)
            {
                for (int depth = 0; depth < settings.Depths.Count; depth++)
                {
                    _rows.Add(new(firstStage, reranker, depth), new(settings, new(firstStage, reranker, depth)));
                }
            }
        }
    }

    public void Add(SweepQuery query)
    {
        _queryIds.Add(query.Id);
        for (int firstStage = 0; firstStage < _firstStages.Length; firstStage++)
        {
            _firstStages[firstStage].Add(query.FirstStages[firstStage] is { } documents ? Values(query, Evaluated(documents)) : []);
        }

        foreach ((SweepCell cell, SweepRowTally row) in _rows)
        {
            row.Add(query, ids => Values(query, ids));
        }

        foreach (SweepRerankerTally reranker in _rerankers)
        {
            reranker.Add(query);
        }

        _fusion?.Add(query.Id, query.FirstStages, query.Judgements);
    }

    public SweepReport Finish()
    {
        var splits = new HalfSplits(_queryIds.Count);
        SweepFirstStage[] firstStages = [.. _firstStages.Select((values, i) => FirstStage(_settings.FirstStages[i], values))];
        SweepRow[] rows = [.. _rows.Select(row => row.Value.Finish(_metrics, firstStages[row.Key.FirstStage], _rerankers[row.Key.Reranker], splits))];
        double[] adjusted = PairedTests.HolmAdjust(Array.ConvertAll(rows, row => row.StudentT.PValue));
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].AdjustedPValue = adjusted[i];
        }

        SweepChoice[] choices = [.. rows.GroupBy(row => (row.FirstStage, row.Reranker)).Select(series => Choose([.. series], _metrics[0].Name))];
        (TunedFusionBaseline Fusion, double[] HeldOut)? tuned = _queryIds.Count < 2 ? null : _fusion?.Finish(splits);
        double[] baseline = _queryIds.Count < 2 ? [] : tuned?.HeldOut ?? splits.HeldOut([firstStages[0].QueryValues]);
        var report = new SweepReport(_settings)
        {
            Metrics = _metrics,
            QueryCount = _queryIds.Count,
            QueryIds = _queryIds,
            FirstStages = firstStages,
            Rows = rows,
            Choices = choices,
            Rerankers = [.. _rerankers.Select(reranker => reranker.Finish() with { Splits = Wins(rows, reranker.Name, baseline, splits) })],
            TunedFusion = tuned?.Fusion,
            FastestFront = Front(rows, row => row.Latency?.P95),
            CheapestFront = Front(rows, row => row.CostPerThousandQueries),
        };
        report.Sentences = SweepVerdict.Of(report);
        return report;
    }

    /// <summary>The documents as trec_eval sees them, equal scores by id.</summary>
    public static string[] Evaluated(ScoredDocument[] documents)
    {
        int[] order = new int[documents.Length];
        RunOrder.Sort(documents, [], TieRule.TrecEval, ScorePrecision.Bits64, order);
        return Array.ConvertAll(order, i => documents[i].Id);
    }

    private double[] Values(SweepQuery query, IReadOnlyList<string> ids)
    {
        int[] grades = [.. ids.Select(id => query.Judgements.Grades.TryGetValue(id, out int grade) ? grade : JudgedRanking.Unjudged)];
        var ranking = new JudgedRanking(grades, query.Judgements, _settings.RelevanceLevel);
        return Array.ConvertAll(_metrics, metric => metric.Compute(ranking));
    }

    private SweepFirstStage FirstStage(string name, List<double[]> values)
    {
        double[][] answered = [.. values.Where(query => query.Length > 0)];
        return new(
            name,
            _metrics.Select((metric, i) => (metric.Name, Value: answered.Sum(query => query[i]) / answered.Length)).ToDictionary(metric => metric.Name, metric => metric.Value, StringComparer.Ordinal),
            answered.Length,
            [.. values.Select(query => query.Length > 0 ? query[0] : double.NaN)]);
    }

    private static SweepChoice Choose(SweepRow[] series, string metric)
    {
        SweepRow best = series[0];
        foreach (SweepRow row in series)
        {
            best = row.Metrics[metric] > best.Metrics[metric] + Rounding ? row : best;
        }

        int? knee = SweepCurve.Knee([.. series.Select(row => (double)row.Depth)], [.. series.Select(row => row.Metrics[metric])]);
        return new(best, series.First(row => row == best || !IsWorse(row, best)), knee is int index ? series[index] : null);
    }

    private static bool IsWorse(SweepRow row, SweepRow best) =>
        PairedTests.StudentT([.. row.QueryValues.Zip(best.QueryValues, (value, other) => value - other).Where(double.IsFinite)]).PValue < Significance;

    private static SplitWins? Wins(SweepRow[] rows, string reranker, double[] baseline, HalfSplits splits)
    {
        if (baseline.Length == 0)
        {
            return null;
        }

        double[] values = splits.HeldOut([.. rows.Where(row => row.Reranker == reranker).Select(row => row.QueryValues)]);
        return new(values.Zip(baseline).Count(pair => pair.First > pair.Second + Rounding), values.Length, values.Average(), baseline.Average());
    }

    private SweepRow[] Front(SweepRow[] rows, Func<SweepRow, double?> price)
    {
        SweepRow[] priced = [.. rows.Where(row => price(row) is not null)];
        return [.. SweepCurve.Front([.. priced.Select(row => (row.Metrics[_metrics[0].Name], price(row)!.Value))]).Select(i => priced[i])];
    }
}
