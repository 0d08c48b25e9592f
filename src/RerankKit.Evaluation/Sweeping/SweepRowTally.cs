namespace RerankKit.Evaluation;

/// <summary>What is kept of the queries for one row.</summary>
internal sealed class SweepRowTally(SweepHeader settings, SweepCell cell)
{
    private const int GateRank = 10;
    private const int Weights = 11;
    private static readonly double[] Budgets = [0, 50, 100, 150, 200, 250, 300, 400, 500, 750, 1000];

    private readonly List<double[]> _values = [];
    private readonly List<double> _oracles = [];
    private readonly List<double?> _times = [];
    private readonly List<double?> _gaps = [];
    private readonly List<double>[] _blends = [.. Enumerable.Range(0, Weights).Select(_ => new List<double>())];
    private readonly List<double> _withAnswer = [];
    private readonly List<double> _withoutAnswer = [];
    private bool _isBlended = true;
    private long _pairs;
    private long _timedPairs;
    private long _tokens;
    private decimal? _cost;

    public void Add(SweepQuery query, Func<IReadOnlyList<string>, double[]> values)
    {
        if (query.FirstStages[cell.FirstStage] is not { } list)
        {
            Skip();
            return;
        }

        string[] sequence = query.Sequence(cell);
        SweepScore[] scores = query.Scores(cell, sequence) ?? throw new FormatException($"Query '{query.Id}' has no scores of '{settings.Rerankers[cell.Reranker].Name}' for the first {settings.Depths[cell.Depth]} documents of '{settings.FirstStages[cell.FirstStage]}'.");
        double?[] order = [.. scores.Select(score => score.Order)];

        // What nobody scored stands as it stood, which is how it is written; ties of the first stage are trec_eval's only where nothing was reranked at all.
        double[] reranked = values(order.Any(score => score is not null) ? query.Ordered(cell.FirstStage, sequence, order) : [.. list.Select(document => document.Id)]);
        _values.Add(reranked);
        _oracles.Add(values(Ideal(query, list))[0]);
        _times.Add(query.Milliseconds(cell));
        _pairs += sequence.Length;
        _timedPairs += _times[^1] is null ? 0 : sequence.Length;
        _gaps.Add(Gap([.. list.Take(settings.Depths[cell.Depth]).Select(document => document.Score)]));
        AddCall(query);
        AddBlends(query, list, sequence, order, values);
        AddTops(query, sequence, scores);
    }

    public SweepRow Finish(RankingMetric[] metrics, SweepFirstStage firstStage, SweepRerankerTally reranker, HalfSplits splits)
    {
        double[][] answered = [.. _values.Where(query => query.Length > 0)];
        double[] own = [.. _values.Select(query => query.Length > 0 ? query[0] : double.NaN)];
        double[] differences = [.. own.Zip(firstStage.QueryValues, (value, before) => value - before).Where(double.IsFinite)];
        var means = metrics.Select((metric, i) => (metric.Name, Value: answered.Sum(query => query[i]) / answered.Length)).ToDictionary(metric => metric.Name, metric => metric.Value, StringComparer.Ordinal);
        double[] times = [.. _times.OfType<double>()];
        double pairsPerQuery = (double)_pairs / answered.Length;
        LatencySummary? latency = times.Length == 0 ? null : LatencySummary.Of(times, _timedPairs);
        return new(firstStage.Name, reranker.Name, settings.Depths[cell.Depth])
        {
            Metrics = means,
            Changes = means.ToDictionary(metric => metric.Key, metric => metric.Value - firstStage.Metrics[metric.Key], StringComparer.Ordinal),
            Interval = PairedTests.Bootstrap(differences),
            StudentT = PairedTests.StudentT(differences),
            Queries = (differences.Count(difference => difference > 1e-9), differences.Count(difference => Math.Abs(difference) <= 1e-9), differences.Count(difference => difference < -1e-9)),
            Oracle = _oracles.Where(double.IsFinite).Sum() / answered.Length,
            QueryValues = own,
            PairsPerQuery = pairsPerQuery,
            Latency = latency,
            TokensPerQuery = reranker.TokensPerPair is double tokens ? tokens * pairsPerQuery : _tokens > 0 ? (double)_tokens / answered.Length : null,
            CostPerThousandQueries = Cost(reranker, answered.Length, latency),
            Deadlines = times.Length == 0 ? [] : [.. Budgets.Select(budget => Deadline(budget, own, firstStage.QueryValues))],
            Blend = _isBlended ? Blend(splits) : null,
            Gates = Gates(own, firstStage.QueryValues),
            NothingRelevant = Evaluation.NothingRelevant.Of(_withAnswer, _withoutAnswer),
        };
    }

    /// <summary>The gap between rank 1 and rank 10, or the last one, as a share of the best score; null where it means nothing.</summary>
    public static double? Gap(IReadOnlyList<double> scores)
    {
        if (scores.Count < 2)
        {
            return null;
        }

        double gap = (scores[0] - scores[Math.Min(GateRank, scores.Count) - 1]) / Math.Abs(scores[0]);
        return double.IsFinite(gap) ? gap : null;
    }

    private void Skip()
    {
        _values.Add([]);
        _oracles.Add(double.NaN);
        _times.Add(null);
        _gaps.Add(null);
        foreach (List<double> blend in _blends)
        {
            blend.Add(double.NaN);
        }
    }

    private void AddCall(SweepQuery query)
    {
        if (!settings.Rerankers[cell.Reranker].IsPointwise && query.Call(cell) is { } call)
        {
            _tokens += call.Tokens.GetValueOrDefault();
            _cost = call.Cost is null ? _cost : _cost.GetValueOrDefault() + call.Cost;
        }
    }

    // The first documents by grade, the others as they stand.
    private string[] Ideal(SweepQuery query, ScoredDocument[] list)
    {
        int depth = Math.Min(settings.Depths[cell.Depth], list.Length);
        return
        [
            .. list[..depth].OrderByDescending(document => Math.Max(query.Judgements.Grades.GetValueOrDefault(document.Id), 0)).Select(document => document.Id),
            .. list[depth..].Select(document => document.Id),
        ];
    }

    private void AddBlends(SweepQuery query, ScoredDocument[] list, string[] sequence, double?[] order, Func<IReadOnlyList<string>, double[]> values)
    {
        _isBlended &= order.All(score => score is not null);
        if (!_isBlended)
        {
            return;
        }

        var firstStage = list.ToDictionary(document => document.Id, document => document.Score, StringComparer.Ordinal);
        double[] before = [.. sequence.Select(document => firstStage[document])];
        double[] after = [.. order.Select(score => score!.Value)];
        ScoreNormalizer.Normalize(before, ScoreNormalization.MinMax, "first stage");
        ScoreNormalizer.Normalize(after, ScoreNormalization.MinMax, "reranker");
        for (int step = 0; step < Weights; step++)
        {
            double weight = step / (Weights - 1.0);
            double?[] mixed = [.. before.Select((score, i) => (double?)((weight * after[i]) + ((1 - weight) * score)))];
            _blends[step].Add(values(query.Ordered(cell.FirstStage, sequence, mixed))[0]);
        }
    }

    private void AddTops(SweepQuery query, string[] sequence, SweepScore[] scores)
    {
        if (settings.Rerankers[cell.Reranker].ScoreKind == nameof(RerankScoreKind.RankOnly))
        {
            return;
        }

        bool isAnswered = sequence.Any(query.IsRelevant);
        string[] twin = isAnswered ? query.Twin(cell) : sequence;
        if (isAnswered && scores.Max(score => score.Score) is double best)
        {
            _withAnswer.Add(best);
        }

        if (query.Scores(cell, twin)?.Max(score => score.Score) is double bestOfTwin)
        {
            _withoutAnswer.Add(bestOfTwin);
        }
    }

    private double? Cost(SweepRerankerTally reranker, int queries, LatencySummary? latency)
    {
        SweepRerankerFacts facts = settings.Rerankers[cell.Reranker];
        if (_cost is decimal paid)
        {
            return 1000 * (double)paid / queries;
        }

        if (reranker.Cost is decimal all && facts is { Estimate: > 0 and decimal estimate, Estimates: { } estimates })
        {
            return 1000 * (double)(estimates[(cell.FirstStage * settings.Depths.Count) + cell.Depth] * all / estimate) / queries;
        }

        return !facts.IsPaid && settings.MachinePricePerHour is decimal price && latency is not null ? (double)price * latency.Mean / 3600 : null;
    }

    private DeadlinePoint Deadline(double budget, double[] own, IReadOnlyList<double> before)
    {
        double sum = 0;
        int timed = 0;
        int inTime = 0;
        for (int i = 0; i < own.Length; i++)
        {
            if (_times[i] is double time)
            {
                bool isInTime = budget > 0 && time <= budget;
                timed++;
                inTime += isInTime ? 1 : 0;
                sum += isInTime ? own[i] : before[i];
            }
        }

        return new(budget, sum / timed, (double)inTime / timed);
    }

    private BlendSweep Blend(HalfSplits splits)
    {
        double[] means = [.. _blends.Select(blend => blend.Where(double.IsFinite).Average())];
        int best = Weights - 1;
        for (int step = Weights - 1; step >= 0; step--)
        {
            best = means[step] > means[best] + SweepAnalysis.Rounding ? step : best;
        }

        return new(means, best / (Weights - 1.0), _values.Count < 2 ? means[best] : splits.HeldOut(Enumerable.Reverse(_blends).ToArray()).Average());
    }

    private GatePoint[] Gates(double[] own, IReadOnlyList<double> before)
    {
        int[] queries = [.. Enumerable.Range(0, own.Length).Where(i => double.IsFinite(own[i]))];
        double[] gaps = [.. queries.Select(i => _gaps[i]).OfType<double>().OrderDescending()];
        var thresholds = Enumerable.Range(1, 9).Select(tenth => (int)Math.Ceiling(tenth * gaps.Length / 10.0) - 1).Where(i => i >= 0).Select(i => gaps[i]).Distinct();
        return
        [
            .. thresholds.Select(threshold => new GatePoint(
                threshold,
                (double)queries.Count(i => _gaps[i] >= threshold) / queries.Length,
                queries.Average(i => _gaps[i] >= threshold ? before[i] : own[i]))),
        ];
    }
}
